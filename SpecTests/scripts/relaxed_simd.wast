;; Relaxed vector operators (specification, 4.3.6): where an implementation may choose, each choice is accepted;
;; where the operands leave no choice, the result is exact.

(module
  (func (export "swizzle") (param v128 v128) (result v128) (i8x16.relaxed_swizzle (local.get 0) (local.get 1)))
  (func (export "trunc f32 s") (param v128) (result v128) (i32x4.relaxed_trunc_f32x4_s (local.get 0)))
  (func (export "trunc f32 u") (param v128) (result v128) (i32x4.relaxed_trunc_f32x4_u (local.get 0)))
  (func (export "trunc f64 s") (param v128) (result v128) (i32x4.relaxed_trunc_f64x2_s_zero (local.get 0)))
  (func (export "trunc f64 u") (param v128) (result v128) (i32x4.relaxed_trunc_f64x2_u_zero (local.get 0)))
  (func (export "madd f32") (param v128 v128 v128) (result v128)
    (f32x4.relaxed_madd (local.get 0) (local.get 1) (local.get 2)))
  (func (export "nmadd f32") (param v128 v128 v128) (result v128)
    (f32x4.relaxed_nmadd (local.get 0) (local.get 1) (local.get 2)))
  (func (export "madd f64") (param v128 v128 v128) (result v128)
    (f64x2.relaxed_madd (local.get 0) (local.get 1) (local.get 2)))
  (func (export "nmadd f64") (param v128 v128 v128) (result v128)
    (f64x2.relaxed_nmadd (local.get 0) (local.get 1) (local.get 2)))
  (func (export "laneselect i8") (param v128 v128 v128) (result v128)
    (i8x16.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  (func (export "laneselect i16") (param v128 v128 v128) (result v128)
    (i16x8.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  (func (export "laneselect i32") (param v128 v128 v128) (result v128)
    (i32x4.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  (func (export "laneselect i64") (param v128 v128 v128) (result v128)
    (i64x2.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  (func (export "min f32") (param v128 v128) (result v128) (f32x4.relaxed_min (local.get 0) (local.get 1)))
  (func (export "max f32") (param v128 v128) (result v128) (f32x4.relaxed_max (local.get 0) (local.get 1)))
  (func (export "min f64") (param v128 v128) (result v128) (f64x2.relaxed_min (local.get 0) (local.get 1)))
  (func (export "max f64") (param v128 v128) (result v128) (f64x2.relaxed_max (local.get 0) (local.get 1)))
  (func (export "q15mulr") (param v128 v128) (result v128) (i16x8.relaxed_q15mulr_s (local.get 0) (local.get 1)))
  (func (export "dot") (param v128 v128) (result v128) (i16x8.relaxed_dot_i8x16_i7x16_s (local.get 0) (local.get 1)))
  (func (export "dot add") (param v128 v128 v128) (result v128)
    (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get 0) (local.get 1) (local.get 2)))
)

;; Indices below 16 choose; above 127 give 0; between them 0 or the index modulo 16.
(assert_return
  (invoke "swizzle"
    (v128.const i8x16 100 101 102 103 104 105 106 107 108 109 110 111 112 113 114 115)
    (v128.const i8x16 15 0 1 14 7 8 9 3 2 4 5 6 13 12 11 10))
  (v128.const i8x16 115 100 101 114 107 108 109 103 102 104 105 106 113 112 111 110))
(assert_return
  (invoke "swizzle"
    (v128.const i8x16 100 101 102 103 104 105 106 107 108 109 110 111 112 113 114 115)
    (v128.const i8x16 -1 0x80 0xf0 0 16 17 127 64 0 0 0 0 0 0 0 0))
  (either
    (v128.const i8x16 0 0 0 100 0 0 0 0 100 100 100 100 100 100 100 100)
    (v128.const i8x16 0 0 0 100 100 101 115 100 100 100 100 100 100 100 100 100)))

;; In range there is one result; else the saturated one or the bound that hardware gives.
(assert_return (invoke "trunc f32 s" (v128.const f32x4 0 -0 1.9 -1.9)) (v128.const i32x4 0 0 1 -1))
(assert_return (invoke "trunc f32 s" (v128.const f32x4 2147483520 -2147483648 -0.5 100)) (v128.const i32x4 2147483520 -2147483648 0 100))
(assert_return
  (invoke "trunc f32 s" (v128.const f32x4 inf inf inf inf))
  (either
    (v128.const i32x4 0x7fffffff 0x7fffffff 0x7fffffff 0x7fffffff)
    (v128.const i32x4 0x80000000 0x80000000 0x80000000 0x80000000)))
(assert_return
  (invoke "trunc f32 s" (v128.const f32x4 nan nan nan nan))
  (either (v128.const i32x4 0 0 0 0) (v128.const i32x4 0x80000000 0x80000000 0x80000000 0x80000000)))
(assert_return (invoke "trunc f32 u" (v128.const f32x4 0 4294967040 1.9 2147483648)) (v128.const i32x4 0 4294967040 1 0x80000000))
(assert_return
  (invoke "trunc f32 u" (v128.const f32x4 -1 -1 -1 -1))
  (either (v128.const i32x4 0 0 0 0) (v128.const i32x4 -1 -1 -1 -1)))
(assert_return (invoke "trunc f64 s" (v128.const f64x2 2147483647.5 -2147483648.5)) (v128.const i32x4 2147483647 -2147483648 0 0))
(assert_return (invoke "trunc f64 u" (v128.const f64x2 4294967295.5 0.5)) (v128.const i32x4 -1 0 0 0))
(assert_return
  (invoke "trunc f64 s" (v128.const f64x2 nan nan))
  (either (v128.const i32x4 0 0 0 0) (v128.const i32x4 0x80000000 0x80000000 0 0)))

;; Fused or not: the same where the product is exact.
(assert_return
  (invoke "madd f32" (v128.const f32x4 1 2 -3 0.5) (v128.const f32x4 4 5 6 0.5) (v128.const f32x4 7 -8 9 0.25))
  (v128.const f32x4 11 2 -9 0.5))
(assert_return
  (invoke "nmadd f32" (v128.const f32x4 1 2 -3 0.5) (v128.const f32x4 4 5 6 0.5) (v128.const f32x4 7 -8 9 0.25))
  (v128.const f32x4 3 -18 27 0))
(assert_return
  (invoke "madd f64" (v128.const f64x2 3 -0.5) (v128.const f64x2 5 8) (v128.const f64x2 1 1))
  (v128.const f64x2 16 -3))
(assert_return
  (invoke "nmadd f64" (v128.const f64x2 3 -0.5) (v128.const f64x2 5 8) (v128.const f64x2 1 1))
  (v128.const f64x2 -14 5))
;; (1 + 2^-12)^2 = 1 + 2^-11 + 2^-24: rounded it loses the last term (a tie, to even), fused it does not.
(assert_return
  (invoke "madd f32"
    (v128.const f32x4 0x1.001p+0 0x1.001p+0 0x1.001p+0 0x1.001p+0)
    (v128.const f32x4 0x1.001p+0 0x1.001p+0 0x1.001p+0 0x1.001p+0)
    (v128.const f32x4 -0x1.002p+0 -0x1.002p+0 -0x1.002p+0 -0x1.002p+0))
  (either
    (v128.const f32x4 0x1p-24 0x1p-24 0x1p-24 0x1p-24)
    (v128.const f32x4 0 0 0 0)))
(assert_return
  (invoke "nmadd f64"
    (v128.const f64x2 0x1.0000002p+0 0x1.0000002p+0)
    (v128.const f64x2 0x1.0000001p+0 0x1.0000001p+0)
    (v128.const f64x2 0x1.0000003p+0 0x1.0000003p+0))
  (either
    (v128.const f64x2 -0x1p-55 -0x1p-55)
    (v128.const f64x2 0 0)))

;; A mask of all ones or all zeros leaves no choice; else bits, or the whole lane by its top bit.
(assert_return
  (invoke "laneselect i8"
    (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
    (v128.const i8x16 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31)
    (v128.const i8x16 -1 0 -1 0 -1 0 -1 0 0 0 0 0 -1 -1 -1 -1))
  (v128.const i8x16 0 17 2 19 4 21 6 23 24 25 26 27 12 13 14 15))
(assert_return
  (invoke "laneselect i8"
    (v128.const i8x16 0x55 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0)
    (v128.const i8x16 0x2a 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0)
    (v128.const i8x16 0xf0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0))
  (either
    (v128.const i8x16 0x5a 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0)
    (v128.const i8x16 0x55 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0)))
(assert_return
  (invoke "laneselect i16" (v128.const i16x8 1 2 3 4 5 6 7 8) (v128.const i16x8 9 10 11 12 13 14 15 16) (v128.const i16x8 -1 0 0 -1 0 -1 -1 0))
  (v128.const i16x8 1 10 11 4 13 6 7 16))
;; Some take the top bit of each byte.
(assert_return
  (invoke "laneselect i16" (v128.const i16x8 0x5555 0 0 0 0 0 0 0) (v128.const i16x8 0x2a2a 0 0 0 0 0 0 0) (v128.const i16x8 0x80 0 0 0 0 0 0 0))
  (either
    (v128.const i16x8 0x2a2a 0 0 0 0 0 0 0)
    (v128.const i16x8 0x2a55 0 0 0 0 0 0 0)))
(assert_return
  (invoke "laneselect i32" (v128.const i32x4 1 2 3 4) (v128.const i32x4 5 6 7 8) (v128.const i32x4 -1 0 0 -1))
  (v128.const i32x4 1 6 7 4))
(assert_return
  (invoke "laneselect i64" (v128.const i64x2 1 2) (v128.const i64x2 3 4) (v128.const i64x2 0 -1))
  (v128.const i64x2 3 2))

;; Numbers that differ leave no choice; NaN and zeros of two signs do.
(assert_return (invoke "min f32" (v128.const f32x4 1 -2 inf 0.5) (v128.const f32x4 2 -3 5 -inf)) (v128.const f32x4 1 -3 5 -inf))
(assert_return (invoke "max f32" (v128.const f32x4 1 -2 inf 0.5) (v128.const f32x4 2 -3 5 -inf)) (v128.const f32x4 2 -2 inf 0.5))
(assert_return (invoke "min f64" (v128.const f64x2 1 -inf) (v128.const f64x2 -1 0)) (v128.const f64x2 -1 -inf))
(assert_return (invoke "max f64" (v128.const f64x2 1 -inf) (v128.const f64x2 -1 0)) (v128.const f64x2 1 0))
(assert_return
  (invoke "min f64" (v128.const f64x2 0 0) (v128.const f64x2 -0 -0))
  (either (v128.const f64x2 0 0) (v128.const f64x2 -0 -0)))
(assert_return
  (invoke "max f32" (v128.const f32x4 nan nan nan nan) (v128.const f32x4 1 1 1 1))
  (either
    (v128.const f32x4 nan:arithmetic nan:arithmetic nan:arithmetic nan:arithmetic)
    (v128.const f32x4 1 1 1 1)))

;; Only -1 × -1 overflows.
(assert_return
  (invoke "q15mulr" (v128.const i16x8 0x4000 0x7fff 1 -0x8000 -1 0x4000 -0x4000 3) (v128.const i16x8 0x4000 0x7fff 1 0x7fff 0x4000 1 1 0x2000))
  (v128.const i16x8 0x2000 0x7ffe 0 -0x7fff 0 1 0 1))
(assert_return
  (invoke "q15mulr" (v128.const i16x8 -0x8000 0 0 0 0 0 0 0) (v128.const i16x8 -0x8000 0 0 0 0 0 0 0))
  (either (v128.const i16x8 0x7fff 0 0 0 0 0 0 0) (v128.const i16x8 -0x8000 0 0 0 0 0 0 0)))

;; The second operand below 128: one result.
(assert_return
  (invoke "dot"
    (v128.const i8x16 1 2 3 4 -5 6 -7 -8 127 127 -128 -128 0 0 1 -1)
    (v128.const i8x16 1 2 3 4 5 6 7 8 127 127 127 127 1 1 1 1))
  (v128.const i16x8 5 25 11 -113 32258 -32512 0 0))
(assert_return
  (invoke "dot add"
    (v128.const i8x16 1 2 3 4 -5 6 -7 -8 127 127 127 127 -128 -128 -128 -128)
    (v128.const i8x16 1 2 3 4 5 6 7 8 127 127 127 127 127 127 127 127)
    (v128.const i32x4 1 2 -3 4))
  (v128.const i32x4 31 -100 64513 -65020))
