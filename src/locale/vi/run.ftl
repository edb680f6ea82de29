# Lượt chạy: các bước, số đếm, yêu cầu chạy và hủy.
run-stage-pull = đang lấy số liệu từ nguồn
run-stage-read = đang đọc bảng
run-stage-judge = đang đối chiếu từng xã, phường, đặc khu
run-stage-report = đang lập báo cáo
run-stage-store = đang lưu
run-stage-mail = đang gửi thư
run-count-requests = yêu cầu đã gửi: { $number }
run-count-bytes = dung lượng đã lấy: { $number } byte
run-count-submissions = đơn vị có trong bảng: { $number }
run-count-findings = nội dung cần rà soát: { $number }
run-count-mails = thư đã xếp hàng: { $number }
run-cancelled = lượt chạy { $run } đã dừng theo yêu cầu; chưa có gì được lưu sau thời điểm đó
run-cancelled-next = cần thì chạy lại: «cnscd sync»
run-begun = lượt chạy { $run } đã do tiến trình khác thực hiện
run-begun-next = không phải làm gì; xem «cnscd runs»
