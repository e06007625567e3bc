;; Types, recursion groups, subtypes, every value type.
(module
  (type (func))
  (type (func (param i32 i64 f32 f64 v128) (result funcref externref anyref eqref i31ref structref arrayref exnref)))
  (type (func (param nullref nullfuncref nullexternref nullexnref) (result (ref func) (ref extern) (ref any) (ref none))))
  (rec)
  (rec (type $list (struct (field i32) (field (mut (ref null $list))))))
  (rec
    (type $a (sub (struct (field (mut i8)))))
    (type $b (sub $a (struct (field (mut i8) i16 (ref $c)))))
    (type $c (sub final $b (struct (field (mut i8) i16 (ref $c) (mut f64))))))
  (type (sub (func (param (ref null $a)))))
  (type (sub final (array (mut i16))))
  (type (array (ref $list)))
  (func (type 8) (drop (ref.null 7)))
  (func (param (ref null 3)) (result (ref null 4)) unreachable)
)
;;;; flat
(module
  (type (;0;) (func))
  (type (;1;) (func (param i32 i64 f32 f64 v128) (result funcref externref anyref eqref i31ref structref arrayref exnref)))
  (type (;2;) (func (param nullref nullfuncref nullexternref nullexnref) (result (ref func) (ref extern) (ref any) (ref none))))
  (rec)
  (rec
    (type (;3;) (struct (field i32) (field (mut (ref null 3)))))
  )
  (rec
    (type (;4;) (sub (struct (field (mut i8)))))
    (type (;5;) (sub 4 (struct (field (mut i8)) (field i16) (field (ref 6)))))
    (type (;6;) (sub final 5 (struct (field (mut i8)) (field i16) (field (ref 6)) (field (mut f64)))))
  )
  (type (;7;) (sub (func (param (ref null 4)))))
  (type (;8;) (array (mut i16)))
  (type (;9;) (array (ref 3)))
  (type (;10;) (func (param (ref null 3)) (result (ref null 4))))
  (func (;0;) (type 8)
    ref.null 7
    drop
  )
  (func (;1;) (type 10) (param (ref null 3)) (result (ref null 4))
    unreachable
  )
)
