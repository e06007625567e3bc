;; Conversions between vector shapes (specification, 4.3.5).
;; Expected values: computed with V8.

(module
  (func (export "i32x4.trunc_sat_f32x4_s") (param v128) (result v128) (i32x4.trunc_sat_f32x4_s (local.get 0)))
  (func (export "i32x4.trunc_sat_f32x4_u") (param v128) (result v128) (i32x4.trunc_sat_f32x4_u (local.get 0)))
  (func (export "i32x4.trunc_sat_f64x2_s_zero") (param v128) (result v128) (i32x4.trunc_sat_f64x2_s_zero (local.get 0)))
  (func (export "i32x4.trunc_sat_f64x2_u_zero") (param v128) (result v128) (i32x4.trunc_sat_f64x2_u_zero (local.get 0)))
  (func (export "f32x4.convert_i32x4_s") (param v128) (result v128) (f32x4.convert_i32x4_s (local.get 0)))
  (func (export "f32x4.convert_i32x4_u") (param v128) (result v128) (f32x4.convert_i32x4_u (local.get 0)))
  (func (export "f64x2.convert_low_i32x4_s") (param v128) (result v128) (f64x2.convert_low_i32x4_s (local.get 0)))
  (func (export "f64x2.convert_low_i32x4_u") (param v128) (result v128) (f64x2.convert_low_i32x4_u (local.get 0)))
  (func (export "f32x4.demote_f64x2_zero") (param v128) (result v128) (f32x4.demote_f64x2_zero (local.get 0)))
  (func (export "f64x2.promote_low_f32x4") (param v128) (result v128) (f64x2.promote_low_f32x4 (local.get 0)))
)

;; i32x4.trunc_sat_f32x4_s
(assert_return (invoke "i32x4.trunc_sat_f32x4_s" (v128.const f32x4 0 -0 1.9 -1.9)) (v128.const i32x4 0 0 1 -1))
(assert_return (invoke "i32x4.trunc_sat_f32x4_s" (v128.const f32x4 2147483500 2147483600 -2147483600 -2147484000))
  (v128.const i32x4 0x7fffff80 0x7fffffff 0x80000000 0x80000000))
(assert_return (invoke "i32x4.trunc_sat_f32x4_s" (v128.const f32x4 nan inf -inf nan:0x1))
  (v128.const i32x4 0 0x7fffffff 0x80000000 0))
(assert_return (invoke "i32x4.trunc_sat_f32x4_s" (v128.const f32x4 4294967000 4294967300 0.99999994 -0.99999994))
  (v128.const i32x4 0x7fffffff 0x7fffffff 0 0))

;; i32x4.trunc_sat_f32x4_u
(assert_return (invoke "i32x4.trunc_sat_f32x4_u" (v128.const f32x4 0 -0 1.9 -1.9)) (v128.const i32x4 0 0 1 0))
(assert_return (invoke "i32x4.trunc_sat_f32x4_u" (v128.const f32x4 2147483500 2147483600 -2147483600 -2147484000))
  (v128.const i32x4 0x7fffff80 0x80000000 0 0))
(assert_return (invoke "i32x4.trunc_sat_f32x4_u" (v128.const f32x4 nan inf -inf nan:0x1)) (v128.const i32x4 0 -1 0 0))
(assert_return (invoke "i32x4.trunc_sat_f32x4_u" (v128.const f32x4 4294967000 4294967300 0.99999994 -0.99999994))
  (v128.const i32x4 -256 -1 0 0))

;; i32x4.trunc_sat_f64x2_s_zero
(assert_return (invoke "i32x4.trunc_sat_f64x2_s_zero" (v128.const f64x2 0 -1.9)) (v128.const i32x4 0 -1 0 0))
(assert_return (invoke "i32x4.trunc_sat_f64x2_s_zero" (v128.const f64x2 2147483647.9999998 2147483648))
  (v128.const i32x4 0x7fffffff 0x7fffffff 0 0))
(assert_return (invoke "i32x4.trunc_sat_f64x2_s_zero" (v128.const f64x2 -2147483648.9999995 -2147483649))
  (v128.const i32x4 0x80000000 0x80000000 0 0))
(assert_return (invoke "i32x4.trunc_sat_f64x2_s_zero" (v128.const f64x2 nan inf)) (v128.const i32x4 0 0x7fffffff 0 0))
(assert_return (invoke "i32x4.trunc_sat_f64x2_s_zero" (v128.const f64x2 -inf 4294967295.9))
  (v128.const i32x4 0x80000000 0x7fffffff 0 0))
(assert_return (invoke "i32x4.trunc_sat_f64x2_s_zero" (v128.const f64x2 4294967296 0.5))
  (v128.const i32x4 0x7fffffff 0 0 0))

;; i32x4.trunc_sat_f64x2_u_zero
(assert_return (invoke "i32x4.trunc_sat_f64x2_u_zero" (v128.const f64x2 0 -1.9)) (v128.const i32x4 0 0 0 0))
(assert_return (invoke "i32x4.trunc_sat_f64x2_u_zero" (v128.const f64x2 2147483647.9999998 2147483648))
  (v128.const i32x4 0x7fffffff 0x80000000 0 0))
(assert_return (invoke "i32x4.trunc_sat_f64x2_u_zero" (v128.const f64x2 -2147483648.9999995 -2147483649))
  (v128.const i32x4 0 0 0 0))
(assert_return (invoke "i32x4.trunc_sat_f64x2_u_zero" (v128.const f64x2 nan inf)) (v128.const i32x4 0 -1 0 0))
(assert_return (invoke "i32x4.trunc_sat_f64x2_u_zero" (v128.const f64x2 -inf 4294967295.9))
  (v128.const i32x4 0 -1 0 0))
(assert_return (invoke "i32x4.trunc_sat_f64x2_u_zero" (v128.const f64x2 4294967296 0.5)) (v128.const i32x4 -1 0 0 0))

;; f32x4.convert_i32x4_s
(assert_return (invoke "f32x4.convert_i32x4_s" (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const f32x4 0 1 -1 2147483600))
(assert_return (invoke "f32x4.convert_i32x4_s" (v128.const i32x4 0x80000000 0x1000001 0x1000003 0xfeffffff))
  (v128.const f32x4 -2147483600 16777216 16777220 -16777216))
(assert_return (invoke "f32x4.convert_i32x4_s" (v128.const i32x4 -129 -128 0x7fffff40 0x75bcd15))
  (v128.const f32x4 -129 -128 2147483400 123456790))

;; f32x4.convert_i32x4_u
(assert_return (invoke "f32x4.convert_i32x4_u" (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const f32x4 0 1 4294967300 2147483600))
(assert_return (invoke "f32x4.convert_i32x4_u" (v128.const i32x4 0x80000000 0x1000001 0x1000003 0xfeffffff))
  (v128.const f32x4 2147483600 16777216 16777220 4278190000))
(assert_return (invoke "f32x4.convert_i32x4_u" (v128.const i32x4 -129 -128 0x7fffff40 0x75bcd15))
  (v128.const f32x4 4294967000 4294967300 2147483400 123456790))

;; f64x2.convert_low_i32x4_s
(assert_return (invoke "f64x2.convert_low_i32x4_s" (v128.const i32x4 0 1 -1 0x7fffffff)) (v128.const f64x2 0 1))
(assert_return (invoke "f64x2.convert_low_i32x4_s" (v128.const i32x4 0x80000000 0x1000001 0x1000003 0xfeffffff))
  (v128.const f64x2 -2147483648 16777217))
(assert_return (invoke "f64x2.convert_low_i32x4_s" (v128.const i32x4 -129 -128 0x7fffff40 0x75bcd15))
  (v128.const f64x2 -129 -128))

;; f64x2.convert_low_i32x4_u
(assert_return (invoke "f64x2.convert_low_i32x4_u" (v128.const i32x4 0 1 -1 0x7fffffff)) (v128.const f64x2 0 1))
(assert_return (invoke "f64x2.convert_low_i32x4_u" (v128.const i32x4 0x80000000 0x1000001 0x1000003 0xfeffffff))
  (v128.const f64x2 2147483648 16777217))
(assert_return (invoke "f64x2.convert_low_i32x4_u" (v128.const i32x4 -129 -128 0x7fffff40 0x75bcd15))
  (v128.const f64x2 4294967167 4294967168))

;; f32x4.demote_f64x2_zero
(assert_return (invoke "f32x4.demote_f64x2_zero" (v128.const f64x2 0.1 -0)) (v128.const f32x4 0.1 -0 0 0))
(assert_return (invoke "f32x4.demote_f64x2_zero" (v128.const f64x2 1e+308 5e-324)) (v128.const f32x4 inf 0 0 0))
(assert_return (invoke "f32x4.demote_f64x2_zero" (v128.const f64x2 nan -inf))
  (v128.const f32x4 nan:canonical -inf 0 0))
(assert_return (invoke "f32x4.demote_f64x2_zero" (v128.const f64x2 nan:0x4000000000000 1.0000000596046448))
  (v128.const f32x4 nan:arithmetic 1 0 0))

;; f64x2.promote_low_f32x4
(assert_return (invoke "f64x2.promote_low_f32x4" (v128.const f32x4 0.1 -0 5 6))
  (v128.const f64x2 0.10000000149011612 -0))
(assert_return (invoke "f64x2.promote_low_f32x4" (v128.const f32x4 3.4028235e+38 1e-45 nan 1))
  (v128.const f64x2 3.4028234663852886e+38 1.401298464324817e-45))
(assert_return (invoke "f64x2.promote_low_f32x4" (v128.const f32x4 nan -inf 1 2))
  (v128.const f64x2 nan:canonical -inf))
(assert_return (invoke "f64x2.promote_low_f32x4" (v128.const f32x4 nan:0x200000 inf 3 4))
  (v128.const f64x2 nan:arithmetic inf))
