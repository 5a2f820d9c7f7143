export const vi_past = {
  date: { day: 'ngày/tháng/năm', with_time: 'ngày/tháng/năm giờ:phút', bad: 'Nhập ngày dạng 05/03/2023', bad_time: 'Nhập dạng 05/03/2023 17:00' },
  past: {
    banner: 'ĐANG XEM LẠI', read_only: 'chỉ đọc', previous: 'Thay đổi trước', next: 'Thay đổi sau', back: 'Về hiện tại', since: (n: string) => `có ${n} sự kiện từ đó`,
    unreadable: 'Không xem lại được thời điểm này',
  },
}
