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
