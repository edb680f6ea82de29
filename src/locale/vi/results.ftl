# Trang kết quả rà soát

# --- Vì sao trang kết quả chưa cập nhật được
results-office-file = Tệp kết quả { $spreadsheet } là tệp Office, chương trình không ghi vào tệp Office
results-office-file-next = Đề nghị tạo một Google Trang tính mới, chia sẻ cho tài khoản dịch vụ với quyền «Người chỉnh sửa», rồi ghi liên kết mới vào [results] spreadsheet
results-foreign-header = Trang «{ $tab }» đang có nội dung khác ({ $found }), chương trình không ghi đè
results-foreign-header-next = Đề nghị đổi tên trang đó, hoặc đặt [results] tab sang tên khác; chương trình tự tạo trang khi chưa có
results-no-grid = Trang «{ $tab }» không phải là trang có ô (ví dụ trang biểu đồ)
results-no-grid-next = Đề nghị đặt [results] tab sang tên khác
results-not-shared = Bảng tính kết quả { $spreadsheet } chưa chia sẻ cho tài khoản { $account }
results-not-shared-next = Đề nghị chủ bảng tính bấm «Chia sẻ», thêm { $account } với quyền «Người chỉnh sửa» rồi chạy lại
results-read-only = Tài khoản { $account } chỉ được xem, không được ghi bảng tính kết quả { $spreadsheet }
results-read-only-next = Đề nghị chủ bảng tính đổi quyền của { $account } thành «Người chỉnh sửa», và bỏ trang của chương trình khỏi phần được bảo vệ nếu có
results-no-account = Chưa có tài khoản Google để ghi trang kết quả
results-no-account-next = Đề nghị đặt [google] credentials_file
results-held = Đợt { $campaign } có bản số liệu đang tạm giữ, nên chưa ghi trang kết quả
results-held-next = Đề nghị chấp nhận hoặc từ chối trước: «cnscd sync { $campaign } --accept { $run }» hoặc «--reject { $run }»

# --- Trên màn hình
results-in-sheet = Trang «{ $tab }» của bảng tính { $spreadsheet }
results-in-file = Tệp { $path }
results-rows = { $rows } đơn vị, số liệu tính đến ngày { $day }
results-unchanged = Không có ô nào khác: không ghi gì
results-written = Đã ghi { $cells } ô của { $communes } đơn vị ({ $requests } lần gọi)
results-would-write = Sẽ ghi { $cells } ô của { $communes } đơn vị (chạy thử: chưa ghi gì)
results-would-place = Sẽ ghi tệp này (chạy thử: chưa ghi gì)
results-placed = Đã ghi tệp
results-change = { $commune } · { $column }: { $before } → { $after }
results-more = … và { $more } ô khác
results-nothing = (trống)
results-status = Trang kết quả
results-status-written = đã ghi { $at }
results-status-owed = chờ ghi từ { $at }
results-status-failing = chưa ghi được từ { $at }: { $error }
results-doctor = Trang kết quả { $campaign }
results-doctor-good = đọc được trang «{ $tab }»; quyền ghi chỉ biết khi ghi
results-doctor-file = ghi tệp KetQua trong thư mục báo cáo (chưa có bảng tính hoặc tài khoản Google)
