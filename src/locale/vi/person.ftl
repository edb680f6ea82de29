# Dữ liệu của một người

person-words = «{ $words }» chưa đủ để nhận ra một người
person-words-next = Đề nghị ghi đủ họ tên (từ hai chữ), cả số điện thoại, hoặc cả địa chỉ thư
person-unconfirmed = Chưa xác nhận việc xóa, nên chưa xóa gì
person-unconfirmed-next = Đề nghị xem trước bằng --dry-run, rồi chạy lại với --yes
person-kind-snapshot = Bản số liệu
person-kind-raw = Bản gốc của bảng nguồn
person-kind-report = Báo cáo đã lập
person-kind-mail = Thư
person-kind-file = Tệp
person-kind-text = Ghi chép
person-nowhere = Không có trong dữ liệu đang giữ
person-places = { $count } nơi
person-would-erase = Chạy thử: chưa xóa gì
person-erased = Đã xóa; biên bản { $id }. Khóa đối chiếu (không lưu ở đâu, đề nghị cất riêng): { $key }
person-beyond = Còn phải làm: xóa ở bảng nguồn (nếu còn, lần lấy số liệu sau sẽ có lại), ở các bản sao lưu và thư, báo cáo đã gửi
person-ask = Xóa người này khỏi mọi dữ liệu đang giữ, không khôi phục được. Gõ «xóa» để xác nhận:
