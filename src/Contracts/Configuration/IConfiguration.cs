using System.Text.Json;
using Carillon.Core.Identity;

namespace Carillon.Contracts.Configuration;

/// <summary>
/// The server's configuration while it runs: the file <c>carillon.json</c>, over which the environment wins, over which flags win.
/// It is the house's, not a tenant's: only owners and admins of the operators' tenant (<c>identity.operatorTenant</c>) may use it,
/// and changes are announced in that tenant's stream (<c>config.changed</c>, <c>config.reloaded</c>, <c>config.error</c>).
/// Secrets never leave: where a value stands that may be one, <see cref="Redacted"/> is shown, and to give that back means "as it is".
/// Every call's errors: PermissionDenied.
/// </summary>
public interface IConfiguration
{
    /// <summary>What is shown in a secret's place.</summary>
    const string Redacted = "[REDACTED]";

    /// <summary>The JSON Schema of the file.</summary>
    JsonElement Schema { get; }

    /// <summary>What is configured: every setting there is, defaults filled in.</summary>
    ValueTask<ConfigurationView> GetAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>
    /// Changes the file by a merge patch (RFC 7386: null deletes), keeping its comments and layout, and takes the change up. A key
    /// that the environment or a flag sets is written but does not change. Errors: Invalid (with every mistake), Conflict (no file
    /// can be written).
    /// </summary>
    ValueTask<ConfigurationChange> PatchAsync(Caller caller, JsonElement patch, CancellationToken cancellationToken);

    /// <summary>Says what a patch would change, and changes nothing. Errors: as for the patch itself, but for a file that cannot be written.</summary>
    ValueTask<ConfigurationChange> PreviewAsync(Caller caller, JsonElement patch, CancellationToken cancellationToken);

    /// <summary>Makes the file say this and nothing else, and takes the change up. Errors: as for a patch.</summary>
    ValueTask<ConfigurationChange> ApplyAsync(Caller caller, JsonElement config, CancellationToken cancellationToken);

    /// <summary>Reads the file again and takes it up. Errors: Invalid (with every mistake; what was in force goes on).</summary>
    ValueTask<ConfigurationChange> ReloadAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>Says what would be wrong with a file that says this; changes nothing.</summary>
    ValueTask<ConfigurationVerdict> ValidateAsync(Caller caller, JsonElement config, CancellationToken cancellationToken);
}

/// <summary>What is configured.</summary>
/// <param name="Config">An object with every setting; secrets redacted.</param>
/// <param name="Source">The file's path; null where there is none.</param>
/// <param name="LoadedAt">When it was last read, Unix milliseconds.</param>
public sealed record ConfigurationView(JsonElement Config, string? Source, long LoadedAt);

/// <summary>What came of a change.</summary>
/// <param name="ChangedKeys">Dotted keys, in order; empty when nothing changed.</param>
/// <param name="RestartComponents">The sections of which a changed setting needs a restart; empty when none does.</param>
/// <param name="Source">The file's path; null where there is none.</param>
public sealed record ConfigurationChange(IReadOnlyList<string> ChangedKeys, IReadOnlyList<string> RestartComponents, string? Source)
{
    /// <summary>Whether a changed setting needs a restart.</summary>
    public bool RestartRequired => RestartComponents.Count > 0;
}

/// <summary>What would be wrong with a configuration.</summary>
/// <param name="Errors">Why it would be refused; empty when it would not.</param>
/// <param name="Warnings">What would be taken and yet may not be meant.</param>
public sealed record ConfigurationVerdict(IReadOnlyList<ConfigurationRemark> Errors, IReadOnlyList<ConfigurationRemark> Warnings)
{
    /// <summary>Whether it would be taken.</summary>
    public bool Valid => Errors.Count == 0;
}

/// <summary>One thing about a configuration.</summary>
/// <param name="Path">The dotted key; empty for the whole.</param>
/// <param name="Message">Never repeats a value.</param>
public sealed record ConfigurationRemark(string Path, string Message);
