// Where this page lives: a tenant may stand before every path (`/quang-dien/ho-so/…`), and then before the interface too.

const SCREENS = new Set(['', 'dang-nhap', 'ho-so', 'tham-dinh', 'dieu-hanh', 'xep-hang', 'dong-thoi-gian', 'thiet-lap', 'cham-lanh-dao', 'nhap-diem', 'he-thong', 'cong-bo', 'nhat-ky', 'tai-khoan'])

/** `/quang-dien` or ``: what stands before the first segment that names a screen. */
export function tenant_prefix(pathname: string): string {
  const first = pathname.split('/')[1] ?? ''
  return SCREENS.has(first) ? '' : `/${first}`
}

export const PREFIX = typeof location === 'undefined' ? '' : tenant_prefix(location.pathname)
export const API = `${PREFIX}/api/v1`
