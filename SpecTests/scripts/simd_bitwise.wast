;; Bitwise operators of v128 and any_true (specification, 4.3.5).
;; Expected values: computed with V8.

(module
  (func (export "v128.not") (param v128) (result v128) (v128.not (local.get 0)))
  (func (export "v128.any_true") (param v128) (result i32) (v128.any_true (local.get 0)))
  (func (export "v128.and") (param v128 v128) (result v128) (v128.and (local.get 0) (local.get 1)))
  (func (export "v128.andnot") (param v128 v128) (result v128) (v128.andnot (local.get 0) (local.get 1)))
  (func (export "v128.or") (param v128 v128) (result v128) (v128.or (local.get 0) (local.get 1)))
  (func (export "v128.xor") (param v128 v128) (result v128) (v128.xor (local.get 0) (local.get 1)))
  (func (export "v128.bitselect") (param v128 v128 v128) (result v128) (v128.bitselect (local.get 0) (local.get 1) (local.get 2)))
)

;; v128.not
(assert_return (invoke "v128.not" (v128.const i32x4 0 0 0 0)) (v128.const i32x4 -1 -1 -1 -1))
(assert_return (invoke "v128.not" (v128.const i32x4 -1 -1 -1 -1)) (v128.const i32x4 0 0 0 0))
(assert_return (invoke "v128.not" (v128.const i32x4 0 0 0 1)) (v128.const i32x4 -1 -1 -1 -2))
(assert_return (invoke "v128.not" (v128.const i32x4 0x12345678 0x55555555 0xdeadbeef 0x80000000))
  (v128.const i32x4 0xedcba987 0xaaaaaaaa 0x21524110 0x7fffffff))

;; v128.any_true
(assert_return (invoke "v128.any_true" (v128.const i32x4 0 0 0 0)) (i32.const 0))
(assert_return (invoke "v128.any_true" (v128.const i32x4 -1 -1 -1 -1)) (i32.const 1))
(assert_return (invoke "v128.any_true" (v128.const i32x4 0 0 0 1)) (i32.const 1))
(assert_return (invoke "v128.any_true" (v128.const i32x4 0x12345678 0x55555555 0xdeadbeef 0x80000000)) (i32.const 1))

;; v128.and
(assert_return
  (invoke "v128.and"
    (v128.const i32x4 0 -1 0xf0f0f0f 0x12345678)
    (v128.const i32x4 -1 0x55555555 0x3333cccc -65536))
  (v128.const i32x4 0 0x55555555 0x3030c0c 0x12340000))
(assert_return (invoke "v128.and" (v128.const i32x4 -1 -1 -1 -1) (v128.const i32x4 0 1 2 0xdeadbeef))
  (v128.const i32x4 0 1 2 0xdeadbeef))

;; v128.andnot
(assert_return
  (invoke "v128.andnot"
    (v128.const i32x4 0 -1 0xf0f0f0f 0x12345678)
    (v128.const i32x4 -1 0x55555555 0x3333cccc -65536))
  (v128.const i32x4 0 0xaaaaaaaa 0xc0c0303 22136))
(assert_return (invoke "v128.andnot" (v128.const i32x4 -1 -1 -1 -1) (v128.const i32x4 0 1 2 0xdeadbeef))
  (v128.const i32x4 -1 -2 -3 0x21524110))

;; v128.or
(assert_return
  (invoke "v128.or"
    (v128.const i32x4 0 -1 0xf0f0f0f 0x12345678)
    (v128.const i32x4 -1 0x55555555 0x3333cccc -65536))
  (v128.const i32x4 -1 -1 0x3f3fcfcf -43400))
(assert_return (invoke "v128.or" (v128.const i32x4 -1 -1 -1 -1) (v128.const i32x4 0 1 2 0xdeadbeef))
  (v128.const i32x4 -1 -1 -1 -1))

;; v128.xor
(assert_return
  (invoke "v128.xor"
    (v128.const i32x4 0 -1 0xf0f0f0f 0x12345678)
    (v128.const i32x4 -1 0x55555555 0x3333cccc -65536))
  (v128.const i32x4 -1 0xaaaaaaaa 0x3c3cc3c3 0xedcb5678))
(assert_return (invoke "v128.xor" (v128.const i32x4 -1 -1 -1 -1) (v128.const i32x4 0 1 2 0xdeadbeef))
  (v128.const i32x4 -1 -2 -3 0x21524110))

;; v128.bitselect
(assert_return
  (invoke "v128.bitselect"
    (v128.const i32x4 -1 0 0x12345678 0xaaaaaaaa)
    (v128.const i32x4 0 -1 0x9abcdef0 0x55555555)
    (v128.const i32x4 0xff00ff00 0xff00ff00 0xf0f0f0f -65536))
  (v128.const i32x4 0xff00ff00 0xff00ff 0x92b4d6f8 0xaaaa5555))
(assert_return
  (invoke "v128.bitselect"
    (v128.const i32x4 1 2 3 4)
    (v128.const i32x4 5 6 7 8)
    (v128.const i32x4 0 -1 0 -1))
  (v128.const i32x4 5 2 7 4))
