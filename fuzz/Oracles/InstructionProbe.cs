using System.Collections.Immutable;
using Wasm.Core.Model;

namespace Wasm.Fuzz.Oracles;

/// <summary>A function of a module that tests one instruction, and the arguments to call it with.</summary>
/// <param name="Name">The export, which says how the operands come: <c>p</c> as parameters, <c>c</c> as constants, <c>m</c> from memory.</param>
/// <param name="Calls">The arguments of each call: bits of numbers and vectors, two words for each parameter.</param>
internal sealed record InstructionProbe(string Name, List<ulong[]> Calls);

/// <summary>A module that tests one instruction.</summary>
/// <param name="Definition">The module. It exports its memories as <c>memory0</c>, …</param>
/// <param name="Memories">How many memories it has.</param>
/// <param name="Probes">What to call.</param>
internal sealed record InstructionModule(ModuleDefinition Definition, int Memories, ImmutableArray<InstructionProbe> Probes);
