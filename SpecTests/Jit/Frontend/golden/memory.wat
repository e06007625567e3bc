;; Accesses to memories, and globals.
(module
  (import "m" "shared" (global $shared (mut i32)))
  (import "m" "fixed" (global $fixed f64))
  (memory $small 1)
  (memory $large i64 1)
  (global $own (mut i64) (i64.const 1))
  (global $constant i32 (i32.const 42))

  (func $access (param $p i32) (param $q i64)
    (i32.store offset=8 (local.get $p) (i32.load16_s $small offset=2147483648 (local.get $p)))
    (i64.store8 $large offset=1 (local.get $q) (i64.load $large offset=0xffffffff0000 (local.get $q)))
    (v128.store8_lane 3 (local.get $p) (v128.load (local.get $p)))
    (drop (f32.load $large offset=0xffffffffffffffff (local.get $q))))

  (func $whole (param $p i32) (param $q i64) (result i32 i64)
    (memory.fill (local.get $p) (i32.const 1) (i32.const 200))
    (memory.copy $small $large (local.get $p) (local.get $q) (i32.const 300))
    (memory.init $large 0 (local.get $q) (i32.const 0) (i32.const 1))
    (data.drop 0)
    (drop (memory.grow $small (memory.size $small)))
    (memory.size $small) (memory.grow $large (local.get $q)))

  (func $globals (result i64)
    (global.set $shared (global.get $constant))
    (drop (global.get $fixed))
    (global.set $own (i64.add (global.get $own) (i64.const 1)))
    (global.get $own))
  (data "x"))
;;;; guards
function "0" (i32, i64) -> ()
block0(v1: i64, v2: i32, v3: i64):
  v4: i64 = i64.load v1 + 16 region 0 invariant
  v9: i64 = i64.load v1 + 32 region 0 invariant
  v5: i64 = i64.const 2147483648 ; @4
  v6: i64 = i64.add v4, v5 ; @4
  v7: i32 = i32.load16_s v6 + v2 region 8 !OutOfBoundsMemoryAccess ; @4
  i32.store v4 + v2 + 8, v7 region 8 !OutOfBoundsMemoryAccess ; @11
  v10: i64 = i64.load v1 + 40 region 0 invariant ; @18
  v11: i64 = i64.load v10 + 8 region 1 ; @18
  bounds_check v3, v11, 281474976645128 !OutOfBoundsMemoryAccess ; @18
  v13: i64 = i64.const 281474976645120 ; @18
  v14: i64 = i64.add v9, v13 ; @18
  v15: i64 = i64.load v14 + v3 region 8 ; @18
  v16: i64 = i64.load v1 + 40 region 0 invariant ; @28
  v17: i64 = i64.load v16 + 8 region 1 ; @28
  bounds_check v3, v17, 2 !OutOfBoundsMemoryAccess ; @28
  i64.store8 v9 + v3 + 1, v15 region 8 ; @28
  v20: v128 = v128.load v4 + v2 region 8 !OutOfBoundsMemoryAccess ; @36
  v128.store8_lane v4 + v2, v20 lane 3 region 8 !OutOfBoundsMemoryAccess ; @40
  v22: i64 = i64.const -1 ; @47
  v23: i64 = add_or_trap v3, v22 !OutOfBoundsMemoryAccess ; @47
  v24: i64 = i64.load v1 + 40 region 0 invariant ; @47
  v25: i64 = i64.load v24 + 8 region 1 ; @47
  bounds_check v23, v25, 4 !OutOfBoundsMemoryAccess ; @47
  v27: f32 = f32.load v9 + v23 region 8 ; @47
  return () ; @61

function "1" (i32, i64) -> (i32, i64)
block0(v1: i64, v2: i32, v3: i64):
  v4: i32 = i32.const 1 ; @2
  v5: i32 = i32.const 200 ; @4
  v6: i32 = i32.const 0 ; @7
  v7: i64 = i64.extend_i32_u v2 ; @7
  v8: i64 = i64.extend_i32_u v5 ; @7
  call_helper 9 (v1, v6, v7, v4, v8) : (i64, i32, i64, i32, i64) -> () ; @7
  v10: i32 = i32.const 300 ; @14
  v11: i64 = i64.const 4294967296 ; @17
  v12: i64 = i64.extend_i32_u v2 ; @17
  v13: i64 = i64.extend_i32_u v10 ; @17
  call_helper 10 (v1, v11, v12, v3, v13) : (i64, i64, i64, i64, i64) -> () ; @17
  v15: i32 = i32.const 0 ; @23
  v16: i32 = i32.const 1 ; @25
  v17: i64 = i64.const 1 ; @27
  v18: i64 = i64.extend_i32_u v15 ; @27
  v19: i64 = i64.extend_i32_u v16 ; @27
  call_helper 11 (v1, v17, v3, v18, v19) : (i64, i64, i64, i64, i64) -> () ; @27
  v21: i32 = i32.const 0 ; @31
  call_helper 12 (v1, v21) : (i64, i32) -> () ; @31
  v23: i64 = i64.load v1 + 24 region 0 invariant ; @34
  v24: i64 = i64.load v23 + 8 region 1 ; @34
  v25: i64 = i64.const 16 ; @34
  v26: i64 = i64.shr_u v24, v25 ; @34
  v27: i32 = i32.wrap_i64 v26 ; @34
  v28: i32 = i32.const 0 ; @36
  v29: i64 = i64.extend_i32_u v27 ; @36
  v30: i64 = call_helper 8 (v1, v28, v29) : (i64, i32, i64) -> (i64) ; @36
  v31: i32 = i32.wrap_i64 v30 ; @36
  v32: i64 = i64.load v1 + 24 region 0 invariant ; @39
  v33: i64 = i64.load v32 + 8 region 1 ; @39
  v34: i64 = i64.const 16 ; @39
  v35: i64 = i64.shr_u v33, v34 ; @39
  v36: i32 = i32.wrap_i64 v35 ; @39
  v37: i32 = i32.const 1 ; @43
  v38: i64 = call_helper 8 (v1, v37, v3) : (i64, i32, i64) -> (i64) ; @43
  return (v36, v38) ; @45

function "2" () -> (i64)
block0(v1: i64):
  v2: i32 = i32.const 42 ; @0
  v3: i64 = i64.load v1 + 48 region 0 invariant ; @2
  i32.store v3, v2 region 4096 ; @2
  v5: i64 = i64.load v1 + 56 region 0 invariant ; @4
  v6: f64 = f64.load v5 region 4096 invariant ; @4
  v7: i64 = i64.load v1 + 64 region 4097 ; @7
  v8: i64 = i64.const 1 ; @9
  v9: i64 = i64.add v7, v8 ; @11
  i64.store v1 + 64, v9 region 4097 ; @12
  v11: i64 = i64.load v1 + 64 region 4097 ; @14
  return (v11) ; @16

;;;; checks fuel
function "0" (i32, i64) -> ()
block0(v1: i64, v2: i32, v3: i64):
  v5: i64 = i64.load v1 + 16 region 0 invariant
  v16: i64 = i64.load v1 + 32 region 0 invariant
  charge_fuel 15 !AllFuelConsumed ; @0
  v6: i64 = i64.load v1 + 24 region 0 invariant ; @4
  v7: i64 = i64.load v6 + 8 region 1 ; @4
  bounds_check v2, v7, 2147483650 !OutOfBoundsMemoryAccess ; @4
  v9: i64 = i64.const 2147483648 ; @4
  v10: i64 = i64.add v5, v9 ; @4
  v11: i32 = i32.load16_s v10 + v2 region 8 ; @4
  v12: i64 = i64.load v1 + 24 region 0 invariant ; @11
  v13: i64 = i64.load v12 + 8 region 1 ; @11
  bounds_check v2, v13, 12 !OutOfBoundsMemoryAccess ; @11
  i32.store v5 + v2 + 8, v11 region 8 ; @11
  v17: i64 = i64.load v1 + 40 region 0 invariant ; @18
  v18: i64 = i64.load v17 + 8 region 1 ; @18
  bounds_check v3, v18, 281474976645128 !OutOfBoundsMemoryAccess ; @18
  v20: i64 = i64.const 281474976645120 ; @18
  v21: i64 = i64.add v16, v20 ; @18
  v22: i64 = i64.load v21 + v3 region 8 ; @18
  v23: i64 = i64.load v1 + 40 region 0 invariant ; @28
  v24: i64 = i64.load v23 + 8 region 1 ; @28
  bounds_check v3, v24, 2 !OutOfBoundsMemoryAccess ; @28
  i64.store8 v16 + v3 + 1, v22 region 8 ; @28
  v27: i64 = i64.load v1 + 24 region 0 invariant ; @36
  v28: i64 = i64.load v27 + 8 region 1 ; @36
  bounds_check v2, v28, 16 !OutOfBoundsMemoryAccess ; @36
  v30: v128 = v128.load v5 + v2 region 8 ; @36
  v31: i64 = i64.load v1 + 24 region 0 invariant ; @40
  v32: i64 = i64.load v31 + 8 region 1 ; @40
  bounds_check v2, v32, 1 !OutOfBoundsMemoryAccess ; @40
  v128.store8_lane v5 + v2, v30 lane 3 region 8 ; @40
  v35: i64 = i64.const -1 ; @47
  v36: i64 = add_or_trap v3, v35 !OutOfBoundsMemoryAccess ; @47
  v37: i64 = i64.load v1 + 40 region 0 invariant ; @47
  v38: i64 = i64.load v37 + 8 region 1 ; @47
  bounds_check v36, v38, 4 !OutOfBoundsMemoryAccess ; @47
  v40: f32 = f32.load v16 + v36 region 8 ; @47
  return () ; @61

function "1" (i32, i64) -> (i32, i64)
block0(v1: i64, v2: i32, v3: i64):
  charge_fuel 19 !AllFuelConsumed ; @0
  v5: i32 = i32.const 1 ; @2
  v6: i32 = i32.const 200 ; @4
  v7: i64 = i64.extend_i32_u v6 ; @7
  v8: i64 = i64.const 6 ; @7
  v9: i64 = i64.shr_u v7, v8 ; @7
  charge_fuel_of v9 !AllFuelConsumed ; @7
  v11: i32 = i32.const 0 ; @7
  v12: i64 = i64.extend_i32_u v2 ; @7
  v13: i64 = i64.extend_i32_u v6 ; @7
  call_helper 9 (v1, v11, v12, v5, v13) : (i64, i32, i64, i32, i64) -> () ; @7
  v15: i32 = i32.const 300 ; @14
  v16: i64 = i64.const 4294967296 ; @17
  v17: i64 = i64.extend_i32_u v15 ; @17
  v18: i64 = i64.const 6 ; @17
  v19: i64 = i64.shr_u v17, v18 ; @17
  charge_fuel_of v19 !AllFuelConsumed ; @17
  v21: i64 = i64.extend_i32_u v2 ; @17
  v22: i64 = i64.extend_i32_u v15 ; @17
  call_helper 10 (v1, v16, v21, v3, v22) : (i64, i64, i64, i64, i64) -> () ; @17
  v24: i32 = i32.const 0 ; @23
  v25: i32 = i32.const 1 ; @25
  v26: i64 = i64.const 1 ; @27
  v27: i64 = i64.extend_i32_u v25 ; @27
  v28: i64 = i64.const 6 ; @27
  v29: i64 = i64.shr_u v27, v28 ; @27
  charge_fuel_of v29 !AllFuelConsumed ; @27
  v31: i64 = i64.extend_i32_u v24 ; @27
  v32: i64 = i64.extend_i32_u v25 ; @27
  call_helper 11 (v1, v26, v3, v31, v32) : (i64, i64, i64, i64, i64) -> () ; @27
  v34: i32 = i32.const 0 ; @31
  call_helper 12 (v1, v34) : (i64, i32) -> () ; @31
  v36: i64 = i64.load v1 + 24 region 0 invariant ; @34
  v37: i64 = i64.load v36 + 8 region 1 ; @34
  v38: i64 = i64.const 16 ; @34
  v39: i64 = i64.shr_u v37, v38 ; @34
  v40: i32 = i32.wrap_i64 v39 ; @34
  v41: i32 = i32.const 0 ; @36
  v42: i64 = i64.extend_i32_u v40 ; @36
  v43: i64 = call_helper 8 (v1, v41, v42) : (i64, i32, i64) -> (i64) ; @36
  v44: i32 = i32.wrap_i64 v43 ; @36
  v45: i64 = i64.load v1 + 24 region 0 invariant ; @39
  v46: i64 = i64.load v45 + 8 region 1 ; @39
  v47: i64 = i64.const 16 ; @39
  v48: i64 = i64.shr_u v46, v47 ; @39
  v49: i32 = i32.wrap_i64 v48 ; @39
  v50: i32 = i32.const 1 ; @43
  v51: i64 = call_helper 8 (v1, v50, v3) : (i64, i32, i64) -> (i64) ; @43
  return (v49, v51) ; @45

function "2" () -> (i64)
block0(v1: i64):
  charge_fuel 9 !AllFuelConsumed ; @0
  v3: i32 = i32.const 42 ; @0
  v4: i64 = i64.load v1 + 48 region 0 invariant ; @2
  i32.store v4, v3 region 4096 ; @2
  v6: i64 = i64.load v1 + 56 region 0 invariant ; @4
  v7: f64 = f64.load v6 region 4096 invariant ; @4
  v8: i64 = i64.load v1 + 64 region 4097 ; @7
  v9: i64 = i64.const 1 ; @9
  v10: i64 = i64.add v8, v9 ; @11
  i64.store v1 + 64, v10 region 4097 ; @12
  v12: i64 = i64.load v1 + 64 region 4097 ; @14
  return (v12) ; @16

