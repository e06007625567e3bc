;; Notations of the text format (specification, chapter 6): literals, identifiers, abbreviations, comments.

(module
  ;; Integers.
  (func (export "i32") (result i32 i32 i32 i32 i32 i32)
    (i32.const 0xffffffff) (i32.const -0x8000_0000) (i32.const 4_294_967_295) (i32.const +7) (i32.const 00012) (i32.const 0xdEaD))
  (func (export "i64") (result i64 i64 i64)
    (i64.const 0xffff_ffff_ffff_ffff) (i64.const -9223372036854775808) (i64.const 18446744073709551615))
  ;; Floats: decimal, hexadecimal, exponents, rounding to nearest even.
  (func (export "f32") (result f32 f32 f32 f32 f32 f32 f32 f32 f32 f32)
    (f32.const 1.) (f32.const -0.0e10) (f32.const 0x1p-149) (f32.const 3.4028235e38) (f32.const 0x1.fffffep127)
    (f32.const 0x1.000001p0) (f32.const 0x1.000003p0) (f32.const 1_0.2_5E-1) (f32.const 0xA.Bp4) (f32.const 1e-46))
  (func (export "f64") (result f64 f64 f64 f64 f64)
    (f64.const 0x1.fffffffffffffp+1023) (f64.const 5e-324) (f64.const 0x0.00000000000018p-1022)
    (f64.const 9007199254740993) (f64.const 0.1))
  (func (export "special") (result f32 f32 f32 f64 f64)
    (f32.const inf) (f32.const -nan) (f32.const nan:0x7f_ffff) (f64.const +inf) (f64.const nan:0x1))
)
(assert_return (invoke "i32")
  (i32.const -1) (i32.const -2147483648) (i32.const -1) (i32.const 7) (i32.const 12) (i32.const 57005))
(assert_return (invoke "i64") (i64.const -1) (i64.const 0x8000000000000000) (i64.const -1))
(assert_return (invoke "special") (f32.const inf) (f32.const -nan) (f32.const nan:0x7fffff) (f64.const inf) (f64.const nan:0x1))
(assert_return (invoke "f32")
  (f32.const 1) (f32.const -0) (f32.const 1e-45) (f32.const 0x1.fffffep+127) (f32.const 0x1.fffffep+127)
  (f32.const 1) (f32.const 0x1.000004p+0) (f32.const 1.025) (f32.const 171) (f32.const 0))
(assert_return (invoke "f64")
  (f64.const 1.7976931348623157e308) (f64.const 0x1p-1074) (f64.const 0x1p-1073)
  (f64.const 9007199254740992) (f64.const 0x1.999999999999ap-4))

;; Identifiers, bare and quoted; strings with every escape; comments of both kinds, nested (; ;) as well.
(module $!#$%&'*+-./:<=>?@\^_`|~0aZ
  (global $"a b" i32 (i32.const 1)) (; (; nested ;) ;; not ended by this ;)
  (global $"\u{61}bc" i32 (i32.const 2)) ;; the same as $abc
  (global $"日本" i32 (i32.const 3))
  (func (export "\t\n\r\"\'\\\61\u{00e9}é") (result i32 i32)
    (global.get $"a b") (global.get $abc)))
(assert_return (invoke "\09\0a\0d\22\27\5c\61\c3\a9\c3\a9") (i32.const 1) (i32.const 2))

;; Fields may come in any order, but for imports; indices may be used before their definition.
(module
  (export "f" (func $f))
  (start $s)
  (elem (i32.const 0) $f)
  (data (i32.const 0) "q")
  (func $s (global.set $g (call $f)))
  (global $g (export "g") (mut i32) (i32.const 0))
  (func $f (type $t) (i32.load8_u (i32.const 0)))
  (table 1 funcref)
  (memory 1)
  (type $t (func (result i32))))
(assert_return (get "g") (i32.const 113))
(assert_return (invoke "f") (i32.const 113))

;; Inline imports and exports.
(module
  (func $p (import "spectest" "print_i32") (param i32))
  (memory $m (export "m1") (export "m2") (import "spectest" "memory") 1)
  (table $t (import "spectest" "table") 0 funcref)
  (global $i (export "g") (import "spectest" "global_i32") i32)
  (func (export "a") (export "b") (result i32) (call $p (i32.const 1)) (global.get $i)))
(assert_return (invoke "a") (i32.const 666))
(assert_return (invoke "b") (i32.const 666))
(assert_return (get "g") (i32.const 666))

;; Type uses: by index, inline, both, neither; an inline signature takes the first equal type.
(module
  (type $sig (func (param i32) (result i32)))
  (func $a (type $sig) (local.get 0))
  (func $b (param i32) (result i32) (local.get 0))
  (func $c (type $sig) (param $x i32) (result i32) (local.get $x))
  (func $d (param i32) (param) (param $y i64) (result i32) (result) (local.get 0))
  (func (export "f") (param i32) (result i32)
    (call $a (call $b (call $c (call $d (local.get 0) (i64.const 0)))))))
(assert_return (invoke "f" (i32.const 8)) (i32.const 8))

;; Folded and flat instructions mix; labels may repeat.
(module
  (func (export "f") (param i32) (result i32)
    local.get 0
    (i32.add (i32.const 1))
    i32.const 2
    (if (result i32) (then (block $l (result i32) (block $l (result i32) (br $l (i32.const 5)) ) (i32.add (i32.const 1)))) (else i32.const 9))
    (i32.mul)
    block $b (result i32) i32.const 3 br $b end $b
    i32.add)
  (func (export "empty if") (param i32) (if (local.get 0) (then)) (if (local.get 0) (then) (else))))
(assert_return (invoke "f" (i32.const 1)) (i32.const 15))
(assert_return (invoke "empty if" (i32.const 1)))

(module quote "(func (export \"f\") (result i32) i32.const 1 ;; ends at the line's end\nreturn)")
(assert_return (invoke "f") (i32.const 1))
(module quote "(func (export \"f\") (result i32) ;; ends at a carriage return too\0di32.const 2)")
(assert_return (invoke "f") (i32.const 2))
(module quote)
