using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;

namespace Wasm.Core.Validation;

/// <summary>Validates modules (specification, chapter 3).</summary>
public static class ModuleValidator
{
    /// <summary>Checks a module and returns it with what was found out on the way.</summary>
    /// <param name="module">
    /// From the decoder or the text parser; bodies need not have been scanned. It must not change any more.
    /// </param>
    /// <param name="features">What the module may use.</param>
    /// <param name="registry">The engine's types; the module's are added.</param>
    /// <param name="options">What to collect; null: <see cref="ValidationOptions.Default"/>.</param>
    /// <exception cref="InvalidModuleException">The module is invalid or exceeds a limit.</exception>
    /// <exception cref="MalformedModuleException">
    /// A body is malformed. That goes before invalidity: even if something else is invalid.
    /// </exception>
    public static ValidatedModule Validate(
        ModuleDefinition module, FeatureSet features, TypeRegistry registry, ValidationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(registry);
        try
        {
            return new ModuleChecker(module, features, registry, options ?? ValidationOptions.Default).Check();
        }
        catch (ModuleException)
        {
            // Malformedness goes first, in the decoder's order and words; validation may have met another error
            // before it, or only the beginning of it.
            BodyScanner.ScanModule(module, features);
            throw;
        }
    }
}
