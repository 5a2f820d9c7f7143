export const vi_past = {
  past: {
    banner: 'ĐANG XEM LẠI', read_only: 'chỉ đọc', previous: 'Thay đổi trước', next: 'Thay đổi sau', back: 'Về hiện tại', since: (n: string) => `có ${n} sự kiện từ đó`,
    unreadable: 'Không xem lại được thời điểm này',
  },
}
