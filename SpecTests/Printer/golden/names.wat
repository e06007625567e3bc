;; Names as annotations, as identifiers; branch hints.
(module (@name "my module")
  (type (@name "callback") (func (param i32) (result i32)))
  (type $s (@name "pair") (struct (field (@name "left") i32) (field i64) (field (@name "right") (mut f32))))
  (import "env" "log" (func (@name "log") (param (@name "x") i32)))
  (import "env" "oops" (tag (@name "oops") (param i32)))
  (func (@name "compute it") (param (@name "a") i32) (param i64) (param (@name "c") f32) (result i32)
    (local i32) (local (@name "temporary") i64) (local f32 f64)
    (@metadata.code.branch_hint "\00")
    (if (result i32) (local.get 0) (then (i32.const 1)) (else (i32.const 2)))
    (block $l (result i32) (i32.const 3) (@metadata.code.branch_hint "\01") (br_if $l (i32.eqz (local.get 3))))
    i32.add
    local.get 4
    drop)
  (func (@name "") (drop (struct.get $s 2 (ref.null $s))))
  (func (@name "twice") (param (@name "a") i32) (param (@name "a") i32) (drop (local.get 0)) (drop (local.get 1)))
  (func (@name "twice") (call 3 (i32.const 0) (i32.const 1)) (throw 0 (i32.const 0)))
  (func (@name "λ\u{202e}") (param (@name "\"quoted\"") i32) (drop (local.get 0)))
)
;;;; flat
(module (@name "my module")
  (type (;0;) (@name "callback") (func (param i32) (result i32)))
  (type (;1;) (@name "pair") (struct (field (@name "left") i32) (field i64) (field (@name "right") (mut f32))))
  (type (;2;) (func (param i32)))
  (type (;3;) (func (param i32 i64 f32) (result i32)))
  (type (;4;) (func))
  (type (;5;) (func (param i32 i32)))
  (import "env" "log" (func (;0;) (@name "log") (type 2) (param (@name "x") i32)))
  (import "env" "oops" (tag (;0;) (@name "oops") (type 2) (param i32)))
  (func (;1;) (@name "compute it") (type 3) (param (@name "a") i32) (param i64) (param (@name "c") f32) (result i32)
    (local i32) (local (@name "temporary") i64) (local f32 f64)
    local.get 0
    (@metadata.code.branch_hint "\00") if (result i32)  ;; label = @1
      i32.const 1
    else
      i32.const 2
    end
    block (result i32)  ;; label = @1
      i32.const 3
      local.get 3
      i32.eqz
      (@metadata.code.branch_hint "\01") br_if 0 (;@1;)
    end
    i32.add
    local.get 4
    drop
  )
  (func (;2;) (@name "") (type 4)
    ref.null 1
    struct.get 1 2
    drop
  )
  (func (;3;) (@name "twice") (type 5) (param (@name "a") i32) (param (@name "a") i32)
    local.get 0
    drop
    local.get 1
    drop
  )
  (func (;4;) (@name "twice") (type 4)
    i32.const 0
    i32.const 1
    call 3
    i32.const 0
    throw 0
  )
  (func (;5;) (@name "λ\u{202e}") (type 2) (param (@name "\"quoted\"") i32)
    local.get 0
    drop
  )
)
;;;; names
(module $"my module"
  (type $callback (;0;) (func (param i32) (result i32)))
  (type $pair (;1;) (struct (field $left i32) (field i64) (field $right (mut f32))))
  (type (;2;) (func (param i32)))
  (type (;3;) (func (param i32 i64 f32) (result i32)))
  (type (;4;) (func))
  (type (;5;) (func (param i32 i32)))
  (import "env" "log" (func $log (;0;) (type 2) (param $x i32)))
  (import "env" "oops" (tag $oops (;0;) (type 2) (param i32)))
  (func $"compute it" (;1;) (type 3) (param $a i32) (param i64) (param $c f32) (result i32)
    (local i32) (local $temporary i64) (local f32 f64)
    local.get $a
    (@metadata.code.branch_hint "\00") if (result i32)  ;; label = @1
      i32.const 1
    else
      i32.const 2
    end
    block (result i32)  ;; label = @1
      i32.const 3
      local.get 3
      i32.eqz
      (@metadata.code.branch_hint "\01") br_if 0 (;@1;)
    end
    i32.add
    local.get $temporary
    drop
  )
  (func (;2;) (@name "") (type 4)
    ref.null $pair
    struct.get $pair $right
    drop
  )
  (func (;3;) (@name "twice") (type 5) (param (@name "a") i32) (param (@name "a") i32)
    local.get 0
    drop
    local.get 1
    drop
  )
  (func (;4;) (@name "twice") (type 4)
    i32.const 0
    i32.const 1
    call 3
    i32.const 0
    throw $oops
  )
  (func $"λ\u{202e}" (;5;) (type 2) (param $"\"quoted\"" i32)
    local.get $"\"quoted\""
    drop
  )
)
;;;; folded names
(module $"my module"
  (type $callback (;0;) (func (param i32) (result i32)))
  (type $pair (;1;) (struct (field $left i32) (field i64) (field $right (mut f32))))
  (type (;2;) (func (param i32)))
  (type (;3;) (func (param i32 i64 f32) (result i32)))
  (type (;4;) (func))
  (type (;5;) (func (param i32 i32)))
  (import "env" "log" (func $log (;0;) (type 2) (param $x i32)))
  (import "env" "oops" (tag $oops (;0;) (type 2) (param i32)))
  (func $"compute it" (;1;) (type 3) (param $a i32) (param i64) (param $c f32) (result i32)
    (local i32) (local $temporary i64) (local f32 f64)
    (i32.add
      (@metadata.code.branch_hint "\00") (if (result i32)  ;; label = @1
        (local.get $a)
        (then
          (i32.const 1))
        (else
          (i32.const 2)))
      (block (result i32)  ;; label = @1
        (@metadata.code.branch_hint "\01") (br_if 0 (;@1;)
          (i32.const 3)
          (i32.eqz (local.get 3)))))
    (drop (local.get $temporary))
  )
  (func (;2;) (@name "") (type 4)
    (drop (struct.get $pair $right (ref.null $pair)))
  )
  (func (;3;) (@name "twice") (type 5) (param (@name "a") i32) (param (@name "a") i32)
    (drop (local.get 0))
    (drop (local.get 1))
  )
  (func (;4;) (@name "twice") (type 4)
    (call 3 (i32.const 0) (i32.const 1))
    (throw $oops (i32.const 0))
  )
  (func $"λ\u{202e}" (;5;) (type 2) (param $"\"quoted\"" i32)
    (drop (local.get $"\"quoted\""))
  )
)
