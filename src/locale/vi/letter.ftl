# Sentences of letter: templates, notices, reminders
letter-unreadable = không đọc được mẫu { $template } ({ $error })
letter-unreadable-next = kiểm tra đường dẫn và quyền đọc, hoặc bỏ mục này để dùng mẫu kèm chương trình
letter-old-or-locked = { $template } là tệp Word cũ (.doc) hoặc có đặt mật khẩu
letter-old-or-locked-next = mở bằng Word hoặc LibreOffice, bỏ mật khẩu, lưu lại thành .docx
letter-not-docx = { $template } không phải là tệp .docx ({ $error })
letter-not-docx-next = mở bằng Word hoặc LibreOffice rồi lưu lại thành .docx (không phải .docm, .dotx, .odt)
letter-damaged = { $template }: { $part ->
    [header] đầu trang
    [footer] chân trang
    [note] chú thích
   *[body] thân văn bản
 } bị hỏng ({ $error })
letter-damaged-next = mở mẫu bằng Word hoặc LibreOffice, lưu lại, hoặc dùng lại mẫu do «cnscd init» tạo
letter-placeholder-open = { $template }: dấu ngoặc {"{{"} chưa đóng ({ $part ->
    [header] đầu trang
    [footer] chân trang
    [note] chú thích
   *[body] thân văn bản
 }, đoạn { $paragraph }: «{ $text }»)
letter-placeholder-open-next = viết đủ {"{{"}tên mục{"}}"} trong cùng một đoạn
letter-placeholder-unknown = { $template }: không có mục «{"{{"}{ $placeholder }{"}}"}» ({ $part ->
    [header] đầu trang
    [footer] chân trang
    [note] chú thích
   *[body] thân văn bản
 }, đoạn { $paragraph }: «{ $text }»); các mục dùng được: { $known }
letter-placeholder-unknown-next = sửa tên mục theo danh sách trong hướng dẫn vận hành, hoặc xóa mục này khỏi mẫu
letter-placeholder-two-lists = { $template }: một dòng nói về hai danh sách ({ $part ->
    [header] đầu trang
    [footer] chân trang
    [note] chú thích
   *[body] thân văn bản
 }, đoạn { $paragraph }: «{ $text }»)
letter-placeholder-two-lists-next = tách hai danh sách ra hai dòng của bảng, hoặc hai đoạn
letter-placeholder-missing = { $template }: thiếu mục phải có { $missing }
letter-placeholder-missing-next = thêm mục này vào chỗ thích hợp của mẫu
letter-package = không đóng gói được văn bản ({ $error })
letter-package-next = đây là lỗi của chương trình, đề nghị báo cho người phát triển
letter-no-submissions = đợt theo dõi «{ $campaign }» chưa có nguồn số liệu báo cáo nên chưa có gì để nhắc
letter-no-submissions-next = thêm nguồn có báo cáo của các đơn vị vào cấu hình, chạy «cnscd sync», rồi chạy lại
letter-stale = số liệu của «{ $campaign }» đã cũ nên không gửi thông tin cho các đơn vị
letter-stale-next = chạy «cnscd sync { $campaign }» để lấy số liệu mới, rồi chạy lại
letter-quarantined = «{ $campaign }» có bản số liệu đang tạm giữ (lần chạy { $run }) nên không gửi thông tin cho các đơn vị
letter-quarantined-next = xem bằng «cnscd status», rồi chấp nhận hoặc từ chối: «cnscd sync { $campaign } --accept { $run }» hoặc «--reject { $run }»
letter-paper = không đọc lại được văn bản vừa tạo ({ $error })
letter-paper-next = kiểm tra dung lượng đĩa của thư mục tạm, rồi chạy lại
letter-head = { $title }: { $total } đơn vị, { $owing } đơn vị còn nội dung cần thực hiện (số liệu tính đến { $day })
letter-written = Đã ghi { $count } tệp vào { $folder }
letter-queued = Đã xếp { $count } thư chờ gửi
letter-would = Sẽ xếp { $count } thư chờ gửi nếu dùng --send
letter-waits = Chưa gửi được: { $why }
letter-refused = Địa chỉ bị từ chối: { $address } ({ $commune }): { $answer }
letter-without = Chưa có địa chỉ trong danh bạ ({ $count }): { $names }
letter-next = Lần nhắc tự động tiếp theo: { $at }
letter-next-communes = Các đơn vị sẽ được nhắc theo số liệu hiện nay ({ $count }): { $names }
letter-next-digests = Sẽ nhận thư tổng hợp: { $to }
letter-no-ladder = Chưa cấu hình nhắc tự động ([[reminder]])
letter-column-commune = Đơn vị
letter-column-status = Tình trạng
letter-column-kinds = Nội dung
letter-column-to = Gửi tới
letter-column-action = Xử lý
letter-kind-missing = quyết định
letter-kind-composition = thành phần
letter-kind-data = số liệu
letter-kind-none = không có
letter-action-queue = gửi
letter-action-told-today = hôm nay đã gửi
letter-action-told-before = đã gửi nội dung này
letter-action-no-address = chưa có địa chỉ
