# Sentences of store
store-cannot-write = không ghi được { $path } ({ $cause })
store-cannot-write-next = cấp quyền ghi vào thư mục này cho tài khoản chạy cnscd, kiểm tra dung lượng đĩa, rồi chạy lại
store-unwritable = không ghi được vào cơ sở dữ liệu ({ $cause })
store-unwritable-next = kiểm tra dung lượng đĩa và quyền ghi vào tệp cùng thư mục của [store] url, rồi chạy lại
store-campaign-held = đợt theo dõi «{ $campaign }» đang có một lần chạy khác (tiến trình { $by })
store-campaign-held-next = chờ lần chạy kia xong rồi chạy lại; xem bằng «cnscd status»
store-outbox-held = thư chờ gửi đang được tiến trình { $by } xử lý
store-outbox-held-next = không phải làm gì, tiến trình kia sẽ gửi; nếu cần gửi ngay, chờ giây lát rồi chạy lại
store-daemon-held = dịch vụ cnscd đang chạy với cơ sở dữ liệu này (tiến trình { $by })
store-daemon-held-next = không phải làm gì nếu đó là dịch vụ của hệ thống; nếu muốn chạy lại, dừng tiến trình kia trước
store-lease-lost = tiến trình khác đã tiếp quản «{ $name }» mà tiến trình này giữ: tiến trình này bị dừng hoặc mất kết nối quá lâu
store-lease-lost-next = không phải làm gì, tiến trình kia làm tiếp; xem «cnscd status», cần thì chạy lại
store-unreachable = không kết nối được cơ sở dữ liệu ({ $cause })
store-unreachable-next = kiểm tra máy chủ, cổng, tên cơ sở dữ liệu trong [store] url, và máy chủ có đang chạy không
store-denied = cơ sở dữ liệu không cho tài khoản này làm việc này ({ $cause })
store-denied-next = kiểm tra tên người dùng trong [store] url và password_file, và người dùng đó là chủ của cơ sở dữ liệu
store-empty = cơ sở dữ liệu chưa có gì của cnscd
store-empty-next = chạy «cnscd sync» hoặc «cnscd run» một lần để tạo bảng, hoặc kiểm tra tên cơ sở dữ liệu trong [store] url
store-locked = một tiến trình khác đang giữ cơ sở dữ liệu ({ $cause })
store-locked-next = chờ giây lát rồi chạy lại; nếu vẫn vậy, xem chương trình nào đang mở tệp cơ sở dữ liệu
store-damaged = nội dung cơ sở dữ liệu không còn nguyên vẹn ({ $what })
store-damaged-next = dừng dịch vụ, giữ lại tệp hiện có, khôi phục bản sao lưu gần nhất, rồi chạy «cnscd doctor»
store-newer = cơ sở dữ liệu do phiên bản mới hơn tạo (bước { $found }, phiên bản này biết đến bước { $known })
store-newer-next = dùng phiên bản cnscd mới hơn, hoặc khôi phục bản sao lưu trước khi nâng cấp
store-nothing-quarantined = lần chạy { $run } không có bản số liệu nào đang tạm giữ, chờ xác nhận
store-nothing-quarantined-next = xem mã lần chạy đang tạm giữ bằng «cnscd status»
store-defect = truy vấn cơ sở dữ liệu không thực hiện được ({ $cause })
store-defect-next = đây là khiếm khuyết của chương trình: gửi nhật ký của lần chạy này cho nơi cung cấp cnscd
delivery-command = không chạy được chương trình { $program } của kênh «{ $channel }» ({ $cause })
delivery-command-next = kiểm tra [[channel]] run, quyền chạy tệp đó của tài khoản cnscd; tin vẫn nằm trong Thư chờ gửi
delivery-unreachable = không kết nối được máy chủ thư { $server } ({ $cause })
delivery-unreachable-next = kiểm tra [mail.smtp] host, port và tường lửa; thư vẫn nằm trong Thư chờ gửi và sẽ được gửi lại
delivery-tls = không lập được kết nối mã hóa với máy chủ thư { $server } ({ $cause })
delivery-tls-next = kiểm tra [mail.smtp] security và ca_file với người quản trị máy chủ thư; thư vẫn nằm trong Thư chờ gửi
delivery-login = máy chủ thư { $server } không nhận đăng nhập ({ $cause })
delivery-login-next = kiểm tra [mail.smtp] username và password_file (mật khẩu ứng dụng nếu máy chủ đòi), rồi chạy «cnscd mail retry»
store-foreign = { $text }
delivery-no-answer = không trả lời kịp
delivery-not-address = không phải địa chỉ thư
delivery-no-address = «{ $to }» không phải địa chỉ thư
delivery-no-marks = máy chủ không nhận địa chỉ có dấu (SMTPUTF8)
delivery-no-starttls = máy chủ không có STARTTLS
delivery-mail-gone = thư không còn trong cơ sở dữ liệu
delivery-answered = { $to }: { $answer }
delivery-barred = máy chủ thư { $server } không nhận thư từ máy này ({ $cause })
delivery-barred-next = hỏi người quản trị máy chủ thư có cho địa chỉ của máy này gửi thư không; thư vẫn nằm trong Thư chờ gửi và sẽ được gửi lại
delivery-too-large = thư lớn hơn mức máy chủ thư nhận ({ $answers })
delivery-too-large-next = đặt [mail] max_attachment nhỏ hơn mức của máy chủ (ví dụ max_attachment = "5MiB"): thư sẽ kèm bản tóm tắt hoặc liên kết thay cho báo cáo; rồi chạy «cnscd sync --mail»
delivery-turned-away = máy chủ thư { $server } tạm không nhận thư ({ $cause })
delivery-turned-away-next = không phải làm gì, thư vẫn nằm trong Thư chờ gửi và sẽ được gửi lại; nếu kéo dài, hỏi người quản trị máy chủ thư
delivery-no-login = máy chủ thư { $server } { $offered ->
    [none] không cho đăng nhập
   *[other] chỉ cho những cách đăng nhập mà chương trình không biết ({ $offered })
}
delivery-no-login-next = chương trình đăng nhập bằng AUTH PLAIN hoặc AUTH LOGIN: đề nghị người quản trị máy chủ thư cho một trong hai cách (có máy chủ chỉ cho khi security = "starttls" hoặc "tls"), hoặc bỏ [mail.smtp] username nếu máy chủ không cần đăng nhập; rồi chạy «cnscd mail retry»
delivery-all-refused = máy chủ thư từ chối mọi người nhận ({ $answers })
delivery-all-refused-next = sửa địa chỉ hoặc thư theo câu trả lời của máy chủ; «cnscd mail list» ghi rõ từng thư
delivery-sender = máy chủ thư { $server } không nhận địa chỉ gửi { $from } ({ $cause })
delivery-sender-next = đặt [mail] from trùng với địa chỉ đăng nhập, hoặc đề nghị người quản trị máy chủ thư cho phép, rồi chạy «cnscd mail retry»
delivery-not-loopback = [mail.smtp] security = "none" chỉ dùng được với máy chủ trên chính máy này, không dùng được với { $server }
delivery-not-loopback-next = đặt security = "starttls" hoặc "tls"
delivery-ca-file = không dùng được tệp chứng thư { $path } ({ $cause })
delivery-ca-file-next = đặt [mail.smtp] ca_file là tệp PEM của đơn vị cấp chứng thư cho máy chủ thư, tài khoản chạy cnscd đọc được
delivery-cannot-write = không ghi được thư vào { $path } ({ $cause })
delivery-cannot-write-next = cấp quyền ghi vào thư mục [mail] folder cho tài khoản chạy cnscd, kiểm tra dung lượng đĩa; thư vẫn nằm trong Thư chờ gửi
folder-cannot-write = không ghi được báo cáo vào { $path } ({ $cause })
folder-cannot-write-next = cấp quyền ghi vào thư mục [report] folder cho tài khoản chạy cnscd, kiểm tra dung lượng đĩa, rồi chạy «cnscd report»
mail-address = «{ $address }» không phải địa chỉ thư
mail-address-next = sửa [mail] from, [mail] operators hoặc readers của đợt theo dõi, ví dụ "cnscd <cnscd@example.vn>" hoặc "vanphong@example.vn"

# Vì sao không lập được báo cáo
report-disagree = không lập được báo cáo: số liệu «{ $figure }» là { $stated } nhưng đếm lại từ danh sách được { $counted }
report-disagree-next = không gửi số liệu này; báo cho người phát triển kèm bản sao lưu cơ sở dữ liệu
report-layout = không lập được tệp báo cáo: { $cause }
report-layout-next = chạy lại với -vv và báo cho người phát triển kèm nhật ký
report-package = không đóng gói được tệp báo cáo: { $cause }
report-package-next = chạy lại với -vv và báo cho người phát triển kèm nhật ký
report-unread = không đọc lại được tệp báo cáo: { $cause }
report-unread-next = chạy lại với -vv và báo cho người phát triển kèm nhật ký
store-run-interrupted = tiến trình dừng giữa chừng, lần chạy chưa xong; lần chạy sau làm lại từ đầu, không mất số liệu
store-target-holds = { $target } đã có dữ liệu (bảng { $table }), không chép đè
store-target-holds-next = chọn một cơ sở dữ liệu trống
store-address = địa chỉ cơ sở dữ liệu không hợp lệ, hoặc không ở máy này mà không kiểm tra chứng thư TLS
store-address-next = ví dụ: postgres://cnscd@127.0.0.1:5432/cnscd, hoặc đường dẫn tệp như var/cnscd.db
