;; Every kind of immediate, in the form that leaves out what is the default.
(module
  (type $t (func (param i32) (result i32)))
  (type $s (struct (field i32 (mut i64))))
  (type $a (array (mut i8)))
  (table $t0 1 funcref) (table $t1 1 funcref)
  (memory $m0 1) (memory $m1 i64 1)
  (tag $e (param i32))
  (global $g (mut i32) (i32.const 0))
  (data "x") (elem func 0)
  (func $f (type $t) (param i32) (result i32) (local i64)
    i32.const -2147483648
    i64.const -9223372036854775808
    drop
    f32.const 0.1 drop
    f64.const -1e300 drop
    v128.const f64x2 1 -1
    i8x16.extract_lane_u 15
    drop
    v128.const i32x4 1 2 3 4 v128.const i32x4 1 2 3 4
    i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31
    drop
    i32.load
    i32.load offset=16 align=1
    i32.load8_u align=1
    i64.extend_i32_u
    i64.load $m1 offset=4294967296
    i32.wrap_i64
    v128.const i64x2 0 0
    v128.load8_lane offset=1 3
    drop
    memory.size drop
    memory.size $m1 drop
    (memory.copy (i32.const 0) (i32.const 0) (i32.const 0))
    (memory.copy $m0 $m1 (i32.const 0) (i64.const 0) (i32.const 0))
    (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 0))
    (memory.init $m1 0 (i64.const 0) (i32.const 0) (i32.const 0))
    data.drop 0
    (table.copy (i32.const 0) (i32.const 0) (i32.const 0))
    (table.copy $t0 $t1 (i32.const 0) (i32.const 0) (i32.const 0))
    (table.init 0 (i32.const 0) (i32.const 0) (i32.const 0))
    (table.init $t1 0 (i32.const 0) (i32.const 0) (i32.const 0))
    elem.drop 0
    (drop (table.get (i32.const 0)))
    (call_indirect (type $t) (i32.const 1) (i32.const 0))
    (call_indirect $t1 (param i32) (result i32) (i32.const 0))
    drop
    i32.const 1 i32.const 2 i32.const 3 select
    i32.const 1 i32.const 2 i32.const 3 select (result i32)
    drop drop
    ref.null $t
    ref.is_null
    drop
    (struct.set $s 1 (struct.new $s (i32.const 0) (i64.const 0)) (i64.const 1))
    (drop (array.new_fixed $a 2 (i32.const 0) (i32.const 0)))
    (drop (array.new_data $a 0 (i32.const 0) (i32.const 0)))
    ref.null any
    ref.test (ref $s)
    drop
    ref.null any
    ref.cast (ref null $a)
    ref.cast arrayref
    drop
    global.get $g global.set $g
    local.get 1 local.tee 1 local.set 1)
  (func (param anyref) (result i32)
    block $outer (result anyref)
      loop $again (result anyref)
        local.get 0
        br_on_cast $outer anyref (ref null $s)
        br_on_cast_fail 1 anyref (ref i31)
        drop
        try_table (result i32) (catch $e 1) (catch_all $again)
          i32.const 0
        end
        br_table $again $again $again
      end
    end
    drop
    block (param) (result i32)
      i32.const 1
      block (type $t)
        i32.const 1
        br_if 2
        br 99
      end
      return_call $f
    end)
  (func
    (local $x (ref exn))
    (block $h (result i32 (ref exn))
      (try_table (catch_ref $e $h) (catch_all_ref 1) (throw $e (i32.const 3)))
      (unreachable))
    (throw_ref)
    (if (i32.const 1) (then))
    (if (i32.const 1) (then) (else (nop))))
)
;;;; flat
(module
  (type (;0;) (func (param i32) (result i32)))
  (type (;1;) (struct (field i32) (field (mut i64))))
  (type (;2;) (array (mut i8)))
  (type (;3;) (func (param i32)))
  (type (;4;) (func (param anyref) (result i32)))
  (type (;5;) (func))
  (type (;6;) (func (result i32 (ref exn))))
  (func (;0;) (type 0) (param i32) (result i32)
    (local i64)
    i32.const -2147483648
    i64.const -9223372036854775808
    drop
    f32.const 0.1
    drop
    f64.const -1e+300
    drop
    v128.const i32x4 0x00000000 0x3ff00000 0x00000000 0xbff00000
    i8x16.extract_lane_u 15
    drop
    v128.const i32x4 0x00000001 0x00000002 0x00000003 0x00000004
    v128.const i32x4 0x00000001 0x00000002 0x00000003 0x00000004
    i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31
    drop
    i32.load
    i32.load offset=16 align=1
    i32.load8_u
    i64.extend_i32_u
    i64.load 1 offset=4294967296
    i32.wrap_i64
    v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000
    v128.load8_lane offset=1 3
    drop
    memory.size
    drop
    memory.size 1
    drop
    i32.const 0
    i32.const 0
    i32.const 0
    memory.copy
    i32.const 0
    i64.const 0
    i32.const 0
    memory.copy 0 1
    i32.const 0
    i32.const 0
    i32.const 0
    memory.init 0
    i64.const 0
    i32.const 0
    i32.const 0
    memory.init 1 0
    data.drop 0
    i32.const 0
    i32.const 0
    i32.const 0
    table.copy
    i32.const 0
    i32.const 0
    i32.const 0
    table.copy 0 1
    i32.const 0
    i32.const 0
    i32.const 0
    table.init 0
    i32.const 0
    i32.const 0
    i32.const 0
    table.init 1 0
    elem.drop 0
    i32.const 0
    table.get 0
    drop
    i32.const 1
    i32.const 0
    call_indirect (type 0)
    i32.const 0
    call_indirect 1 (type 0)
    drop
    i32.const 1
    i32.const 2
    i32.const 3
    select
    i32.const 1
    i32.const 2
    i32.const 3
    select (result i32)
    drop
    drop
    ref.null 0
    ref.is_null
    drop
    i32.const 0
    i64.const 0
    struct.new 1
    i64.const 1
    struct.set 1 1
    i32.const 0
    i32.const 0
    array.new_fixed 2 2
    drop
    i32.const 0
    i32.const 0
    array.new_data 2 0
    drop
    ref.null any
    ref.test (ref 1)
    drop
    ref.null any
    ref.cast (ref null 2)
    ref.cast arrayref
    drop
    global.get 0
    global.set 0
    local.get 1
    local.tee 1
    local.set 1
  )
  (func (;1;) (type 4) (param anyref) (result i32)
    block (result anyref)  ;; label = @1
      loop (result anyref)  ;; label = @2
        local.get 0
        br_on_cast 1 (;@1;) anyref (ref null 1)
        br_on_cast_fail 1 (;@1;) anyref (ref i31)
        drop
        try_table (result i32) (catch 0 1 (;@1;)) (catch_all 0 (;@2;))  ;; label = @3
          i32.const 0
        end
        br_table 0 (;@2;) 0 (;@2;) 0 (;@2;)
      end
    end
    drop
    block (result i32)  ;; label = @1
      i32.const 1
      block (type 0) (param i32) (result i32)  ;; label = @2
        i32.const 1
        br_if 2 (;@0;)
        br 99
      end
      return_call 0
    end
  )
  (func (;2;) (type 5)
    (local (ref exn))
    block (type 6) (result i32 (ref exn))  ;; label = @1
      try_table (catch_ref 0 0 (;@1;)) (catch_all_ref 1 (;@0;))  ;; label = @2
        i32.const 3
        throw 0
      end
      unreachable
    end
    throw_ref
    i32.const 1
    if  ;; label = @1
    end
    i32.const 1
    if  ;; label = @1
    else
      nop
    end
  )
  (table (;0;) 1 funcref)
  (table (;1;) 1 funcref)
  (memory (;0;) 1)
  (memory (;1;) i64 1)
  (tag (;0;) (type 3) (param i32))
  (global (;0;) (mut i32) (i32.const 0))
  (elem (;0;) func 0)
  (data (;0;) "x")
)
;;;; folded
(module
  (type (;0;) (func (param i32) (result i32)))
  (type (;1;) (struct (field i32) (field (mut i64))))
  (type (;2;) (array (mut i8)))
  (type (;3;) (func (param i32)))
  (type (;4;) (func (param anyref) (result i32)))
  (type (;5;) (func))
  (type (;6;) (func (result i32 (ref exn))))
  (func (;0;) (type 0) (param i32) (result i32)
    (local i64)
    (i32.const -2147483648)
    (drop (i64.const -9223372036854775808))
    (drop (f32.const 0.1))
    (drop (f64.const -1e+300))
    (drop
      (i8x16.extract_lane_u 15
        (v128.const i32x4 0x00000000 0x3ff00000 0x00000000 0xbff00000)))
    (drop
      (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31
        (v128.const i32x4 0x00000001 0x00000002 0x00000003 0x00000004)
        (v128.const i32x4 0x00000001 0x00000002 0x00000003 0x00000004)))
    (drop
      (v128.load8_lane offset=1 3
        (i32.wrap_i64
          (i64.load 1 offset=4294967296
            (i64.extend_i32_u (i32.load8_u (i32.load offset=16 align=1 (i32.load))))))
        (v128.const i32x4 0x00000000 0x00000000 0x00000000 0x00000000)))
    (drop (memory.size))
    (drop (memory.size 1))
    (memory.copy (i32.const 0) (i32.const 0) (i32.const 0))
    (memory.copy 0 1 (i32.const 0) (i64.const 0) (i32.const 0))
    (memory.init 0 (i32.const 0) (i32.const 0) (i32.const 0))
    (memory.init 1 0 (i64.const 0) (i32.const 0) (i32.const 0))
    (data.drop 0)
    (table.copy (i32.const 0) (i32.const 0) (i32.const 0))
    (table.copy 0 1 (i32.const 0) (i32.const 0) (i32.const 0))
    (table.init 0 (i32.const 0) (i32.const 0) (i32.const 0))
    (table.init 1 0 (i32.const 0) (i32.const 0) (i32.const 0))
    (elem.drop 0)
    (drop (table.get 0 (i32.const 0)))
    (drop
      (call_indirect 1 (type 0)
        (call_indirect (type 0) (i32.const 1) (i32.const 0))
        (i32.const 0)))
    (select (i32.const 1) (i32.const 2) (i32.const 3))
    (drop (select (result i32) (i32.const 1) (i32.const 2) (i32.const 3)))
    (drop)
    (drop (ref.is_null (ref.null 0)))
    (struct.set 1 1 (struct.new 1 (i32.const 0) (i64.const 0)) (i64.const 1))
    (drop (array.new_fixed 2 2 (i32.const 0) (i32.const 0)))
    (drop (array.new_data 2 0 (i32.const 0) (i32.const 0)))
    (drop (ref.test (ref 1) (ref.null any)))
    (drop (ref.cast arrayref (ref.cast (ref null 2) (ref.null any))))
    (global.set 0 (global.get 0))
    (local.set 1 (local.tee 1 (local.get 1)))
  )
  (func (;1;) (type 4) (param anyref) (result i32)
    (drop
      (block (result anyref)  ;; label = @1
        (loop (result anyref)  ;; label = @2
          (drop
            (br_on_cast_fail 1 (;@1;) anyref (ref i31)
              (br_on_cast 1 (;@1;) anyref (ref null 1) (local.get 0))))
          (br_table 0 (;@2;) 0 (;@2;) 0 (;@2;)
            (try_table (result i32) (catch 0 1 (;@1;)) (catch_all 0 (;@2;))  ;; label = @3
              (i32.const 0))))))
    (block (result i32)  ;; label = @1
      (i32.const 1)
      (return_call 0
        (block (type 0) (param i32) (result i32)  ;; label = @2
          (i32.const 1)
          (br_if 2 (;@0;))
          (br 99))))
  )
  (func (;2;) (type 5)
    (local (ref exn))
    (block (type 6) (result i32 (ref exn))  ;; label = @1
      (try_table (catch_ref 0 0 (;@1;)) (catch_all_ref 1 (;@0;))  ;; label = @2
        (throw 0 (i32.const 3)))
      (unreachable))
    (throw_ref)
    (if  ;; label = @1
      (i32.const 1)
      (then))
    (if  ;; label = @1
      (i32.const 1)
      (then)
      (else
        (nop)))
  )
  (table (;0;) 1 funcref)
  (table (;1;) 1 funcref)
  (memory (;0;) 1)
  (memory (;1;) i64 1)
  (tag (;0;) (type 3) (param i32))
  (global (;0;) (mut i32) (i32.const 0))
  (elem (;0;) func 0)
  (data (;0;) "x")
)
