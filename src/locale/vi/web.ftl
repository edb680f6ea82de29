# Trang của người vận hành: tài khoản, mã truy cập, liên kết đăng nhập.

access-account-known = đã có tài khoản «{ $name }»
access-account-known-next = chọn tên khác, hoặc đổi mật khẩu: cnscd user password { $name }
access-account-unknown = không có tài khoản «{ $name }»
access-account-unknown-next = xem các tài khoản: cnscd user list
access-name = «{ $name }» không dùng làm tên được
access-name-next = dùng chữ, số và các dấu . _ @ - (tối đa 64 ký tự, không có dấu cách)
access-password-short = mật khẩu cần từ { $least } đến 256 ký tự
access-password-short-next = chọn một câu dễ nhớ, hoặc thêm --generate để chương trình tạo mật khẩu
access-password-poor = mật khẩu này dễ đoán
access-password-poor-next = chọn một câu dễ nhớ, hoặc thêm --generate để chương trình tạo mật khẩu
access-passwords-differ = hai lần nhập mật khẩu không giống nhau
access-passwords-differ-next = chạy lại lệnh và nhập cùng một mật khẩu hai lần
access-password-unreadable = không đọc được mật khẩu: { $error }
access-password-unreadable-next = nhập mật khẩu ở cửa sổ lệnh, đưa qua đầu vào chuẩn, hoặc thêm --generate
access-token-known = đã có mã truy cập «{ $name }»
access-token-known-next = chọn tên khác, hoặc xóa mã cũ trước: cnscd token remove { $name }
access-token-unknown = không có mã truy cập «{ $name }»
access-token-unknown-next = xem các mã truy cập: cnscd token list
access-no-page = cấu hình chưa mở trang của người vận hành
access-no-page-next = đặt listen = "127.0.0.1:8480" ở mục [web] của cnscd.toml, rồi chạy: cnscd run

access-role-viewer = người xem
access-role-operator = người vận hành
access-user-added = Đã thêm tài khoản «{ $user }» ({ $role }).
access-password-changed = Đã đổi mật khẩu của tài khoản «{ $user }»; các phiên đang mở đã kết thúc.
access-password-shown = Mật khẩu (chỉ hiện một lần): { $password }
access-password-ask = Mật khẩu
access-password-again = Nhập lại mật khẩu
access-user-removed = Đã xóa tài khoản «{ $name }»; các phiên đang mở đã kết thúc.
access-no-users = Chưa có tài khoản nào. Thêm: cnscd user add TÊN --role operator
access-column-user = Tài khoản
access-column-role = Vai trò
access-column-changed = Mật khẩu đặt lúc
access-token-added = Đã tạo mã truy cập «{ $name }» ({ $scope }); mã chỉ hiện một lần:
  { $token }
access-token-removed = Đã xóa mã truy cập «{ $name }».
access-no-tokens = Chưa có mã truy cập nào. Tạo: cnscd token add TÊN --scope read
access-column-token = Mã truy cập
access-column-scope = Phạm vi
access-column-personal = Có số điện thoại
access-column-made = Tạo lúc
access-column-used = Dùng lần cuối
access-link-made = Mở liên kết trên trong trình duyệt khi cnscd run đang chạy: đăng nhập một lần với tên «{ $name }», đến { $until }.
