# Sentences of source

# Why a source could not be pulled
source-missing = Không có tệp hoặc thư mục { $path }
source-empty-folder = Thư mục { $path } không có bảng tính nào (xlsx, xlsm, xls, xlsb, ods, csv)
source-unreadable = Không đọc được { $path }: { $cause }
source-not-a-file = { $path } không phải là một tệp thông thường
source-still-written = Tệp { $path } đang được ghi
source-stalled = Không đọc được tệp { $path } trong thời gian cho phép
source-too-large = { $what } lớn hơn mức cho phép { $limit }
source-answer-too-large = Nội dung từ { $host } lớn hơn mức cho phép { $limit }
source-foreign-link = Liên kết không thuộc Google Trang tính hoặc Google Drive: { $location }
source-no-id = Liên kết không có mã bảng tính: { $location }
source-other-document = Liên kết dẫn đến { $kind ->
    [folder] một thư mục Drive
    [forms] một biểu mẫu
    [presentation] một bản trình bày
    [drawings] một bản vẽ
   *[other] một văn bản
}, không phải bảng tính: { $location }
source-not-a-spreadsheet = «{ $name }» có kiểu { $kind }, không phải bảng tính
source-web-page = { $host } trả về một trang web («{ $title }») thay vì bảng tính; có thể mạng yêu cầu đăng nhập hoặc máy chủ trung gian chặn
source-leads-away = { $host } chuyển hướng sang { $target }, không thuộc Google; có thể mạng yêu cầu đăng nhập
source-empty-answer = { $host } trả về nội dung rỗng
source-unexpected = { $host } trả lời ngoài dự kiến: { $detail }
source-unreachable = Không kết nối được { $host } sau { $tries } lần thử: { $detail }
source-certificate = Chứng chỉ của { $host } không được chấp nhận: { $detail }
source-proxy = Máy chủ proxy không cho kết nối tới { $host }: { $detail }
source-unavailable = { $host } báo lỗi { $status } sau { $tries } lần thử
source-throttled = { $host } yêu cầu tạm chờ vì quá nhiều lượt truy cập ({ $status }) sau { $tries } lần thử
source-quota-page = { $host } hiện trang «truy vấn tự động» (automated queries) sau { $tries } lần thử
source-cut-short = Nội dung từ { $host } bị ngắt giữa chừng sau { $tries } lần thử
source-timed-out = { $host } không trả lời kịp sau { $tries } lần thử
source-no-token = Không lấy được mã truy cập từ { $host } sau { $tries } lần thử: { $detail }
source-not-shared = Bảng tính { $sheet } chưa chia sẻ cho tài khoản { $account }
source-sign-in-page = Bảng tính { $sheet } không công khai: Google yêu cầu đăng nhập
source-unknown-id = Google không có bảng tính mang mã { $sheet }, hoặc bảng tính đã bị xóa
source-download-forbidden = Chủ bảng tính { $sheet } không cho tải xuống
source-flagged = Google đánh dấu tệp { $sheet } là có hại nên không cho tải
source-api-disabled = { $api } chưa được bật trong dự án của tài khoản { $account }
source-scope-missing = Mã truy cập của { $account } không có quyền đọc Drive và Trang tính
source-token-rejected = { $host } không nhận mã truy cập của { $account }, kể cả mã mới
source-clock-wrong = Google từ chối vì đồng hồ máy này lệch: { $detail }
source-key-deleted = Khóa của tài khoản { $account } đã bị xóa hoặc không thuộc tài khoản này: { $detail }
source-credentials-refused = Google từ chối thông tin xác thực của { $account }: { $detail }
source-key-unreadable = Không đọc được tệp khóa { $path }: { $cause }
source-key-broken = Tệp khóa { $path } không dùng được: { $detail }
source-key-exposed = Tệp khóa { $path } cho người khác đọc (quyền { $mode })
source-key-address = Tệp khóa { $path } chỉ địa chỉ cấp mã không an toàn: { $address }
source-ca-file = Không dùng được tệp chứng chỉ { $path }: { $detail }
source-proxy-address = HTTPS_PROXY hoặc ALL_PROXY ghi { $address }, nhưng chương trình chỉ dùng được proxy dạng http://
source-no-root-certificates = Máy này không có chứng chỉ gốc nào

# What to do about it
source-missing-next = Đề nghị kiểm tra lại đường dẫn (khóa location trong tệp cấu hình đợt theo dõi hoặc tham số --source)
source-empty-folder-next = Đề nghị đặt bảng tính vào thư mục này, hoặc sửa lại đường dẫn
source-unreadable-next = Đề nghị kiểm tra quyền đọc tệp của tài khoản chạy chương trình
source-not-a-file-next = Đề nghị chỉ đường dẫn đến một tệp bảng tính hoặc một thư mục
source-still-written-next = Đề nghị chờ chép xong tệp rồi chạy lại
source-stalled-next = Kiểm tra ổ đĩa hoặc thư mục mạng chứa tệp; lần chạy sau sẽ tự thử lại
source-too-large-next = Đề nghị bỏ bớt ảnh và dữ liệu không cần trong bảng tính, hoặc nâng [google] max_file
source-answer-too-large-next = Đề nghị bỏ bớt ảnh và dữ liệu không cần trong bảng tính, hoặc nâng [google] max_file
source-foreign-link-next = Đề nghị dán liên kết dạng https://docs.google.com/spreadsheets/d/… hoặc https://drive.google.com/file/d/…, hoặc tải tệp về rồi chỉ đường dẫn
source-no-id-next = Đề nghị mở bảng tính, chọn «Chia sẻ», «Sao chép đường liên kết» rồi dán lại
source-other-document-next = Đề nghị mở đúng bảng tính cần lấy số liệu và dán liên kết của bảng tính đó
source-not-a-spreadsheet-next = Đề nghị dán liên kết của bảng tính (Google Trang tính, xlsx, xls, xlsb, ods, csv)
source-web-page-next = Đề nghị mở liên kết bằng trình duyệt trên chính máy này và kiểm tra mạng, proxy, tường lửa
source-leads-away-next = Đề nghị kiểm tra mạng, proxy, tường lửa của máy này
source-empty-answer-next = Đề nghị mở liên kết bằng trình duyệt để kiểm tra bảng tính
source-unexpected-next = Đề nghị mở liên kết bằng trình duyệt; nếu xem được, gửi thông báo này cho người quản trị chương trình
source-unreachable-next = Đề nghị kiểm tra mạng, DNS, proxy và tường lửa (cần ra ngoài cổng 443); lần chạy sau sẽ tự thử lại
source-certificate-next = Đề nghị kiểm tra đồng hồ máy và gói ca-certificates; nếu cơ quan kiểm tra TLS bằng chứng chỉ riêng, đặt [google] ca_file
source-proxy-next = Đề nghị kiểm tra HTTPS_PROXY (địa chỉ, tài khoản) và danh sách trang được phép của proxy
source-unavailable-next = Chưa cần làm gì, lần chạy sau sẽ tự thử lại; nếu kéo dài, đề nghị xem https://www.google.com/appsstatus
source-throttled-next = Đề nghị giãn lịch lấy số liệu; lần chạy sau sẽ tự thử lại
source-quota-page-next = Đề nghị giãn lịch lấy số liệu, hoặc dùng tài khoản dịch vụ ([google] credentials_file) thay cho liên kết công khai
source-cut-short-next = Đề nghị kiểm tra đường truyền; lần chạy sau sẽ tự thử lại
source-timed-out-next = Đề nghị kiểm tra đường truyền hoặc nâng [google] pull_deadline; lần chạy sau sẽ tự thử lại
source-no-token-next = Đề nghị kiểm tra mạng tới máy chủ cấp mã; lần chạy sau sẽ tự thử lại
source-not-shared-next = Đề nghị chủ bảng tính bấm «Chia sẻ», thêm { $account } với quyền «Người xem» rồi chạy lại
source-sign-in-page-next = Đề nghị chủ bảng tính chọn «Bất kỳ ai có đường liên kết» với quyền «Người xem», hoặc đặt [google] credentials_file rồi chia sẻ cho tài khoản dịch vụ
source-unknown-id-next = Đề nghị sao chép lại liên kết từ trình duyệt; nếu bảng tính đã được «Lưu dưới dạng Google Trang tính» thì có mã mới
source-download-forbidden-next = Đề nghị chủ bảng tính mở «Chia sẻ», biểu tượng cài đặt, bật «Người xem và người nhận xét có thể thấy tùy chọn tải xuống, in và sao chép»
source-flagged-next = Đề nghị chủ tệp kiểm tra virus, tải lên lại một bản sạch và gửi liên kết mới
source-api-disabled-next = Đề nghị mở { $page }, bấm «Bật» (Enable) cho { $api }, chờ vài phút rồi chạy lại
source-scope-missing-next = Đề nghị dùng khóa tài khoản dịch vụ, hoặc cấp cho máy các phạm vi drive.readonly và spreadsheets.readonly
source-token-rejected-next = Đề nghị kiểm tra tài khoản còn hoạt động trong Google Cloud; nếu cần, tạo khóa mới
source-clock-wrong-next = Đề nghị chỉnh giờ máy (ví dụ: timedatectl set-ntp true) rồi chạy lại
source-key-deleted-next = Đề nghị tạo khóa mới trong Google Cloud (IAM, Service Accounts, Keys) và thay tệp [google] credentials_file
source-credentials-refused-next = Đề nghị kiểm tra tài khoản dịch vụ còn hoạt động, tạo khóa mới và thay tệp [google] credentials_file
source-key-unreadable-next = Đề nghị kiểm tra [google] credentials_file (hoặc GOOGLE_APPLICATION_CREDENTIALS) và quyền đọc tệp
source-key-broken-next = Đề nghị tải lại tệp khóa JSON từ Google Cloud, không mở và lưu bằng trình soạn thảo
source-key-exposed-next = Đề nghị chạy: chmod 600 { $path }
source-key-address-next = Đề nghị tải lại tệp khóa từ Google Cloud; địa chỉ cấp mã phải bắt đầu bằng https
source-ca-file-next = Đề nghị đặt [google] ca_file là tệp PEM có ít nhất một chứng chỉ gốc
source-proxy-address-next = Đặt HTTPS_PROXY=http://proxy:cổng, hoặc bỏ biến này, hoặc ghi tên máy chủ vào NO_PROXY
source-no-root-certificates-next = Đề nghị cài gói ca-certificates, hoặc đặt [google] ca_file

# The way that was taken
source-step-file = Đọc tệp { $path }
source-step-sheet-link = Liên kết Google Trang tính, mã { $id }
source-step-office-link = Liên kết Google Trang tính, mã { $id } có dạng của tệp Office (.xlsx)
source-step-drive-link = Liên kết Google Drive, mã { $id }
source-step-published-link = Liên kết «xuất bản lên web», mã { $id }
source-step-bare-id = Mã tài liệu { $id }
source-step-published = Bảng tính xuất bản lên web chỉ lấy được bằng liên kết công khai
source-step-no-account = Không có tài khoản dịch vụ: dùng liên kết công khai
source-step-account = Tài khoản { $account }
source-step-drive-sees-nothing = Drive không cho biết tài liệu là gì; thử Google Sheets API
source-step-shortcut = «{ $name }» là lối tắt: đi theo đến tệp gốc
source-step-trashed = «{ $name }» đang ở trong thùng rác của chủ sở hữu
source-step-unchanged = «{ $name }» không thay đổi theo Drive
source-step-full-pull = «{ $name }» không thay đổi theo Drive; vẫn lấy toàn bộ vì đã đến lượt
source-step-sheets-api = Hỏi Google Sheets API
source-step-native = Google Trang tính «{ $name }», ngôn ngữ { $locale }, múi giờ { $zone }
source-step-not-native = Không phải Google Trang tính: { $detail }
source-step-drive-file = Tải tệp «{ $name }» từ Google Drive
source-step-no-bytes = Không tải trực tiếp được: { $detail }
source-step-drive-export = Xuất «{ $name }» sang xlsx qua Google Drive
source-step-account-sees-nothing = Tài khoản { $account } không xem được; thử liên kết công khai
source-step-public-link = Lấy bản xlsx bằng liên kết công khai từ { $host }
source-step-public-download = Tải tệp bằng liên kết công khai từ { $host }
source-step-public-though = Liên kết công khai dùng được dù chưa chia sẻ cho tài khoản
source-step-gid-lost = Cách lấy này không giữ mã trang tính (gid { $gid }): các trang được nhận ra theo tiêu đề cột
