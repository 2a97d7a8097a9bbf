namespace Carillon.Contracts.Processes;

/// <summary>
/// Ends processes that outlived the one that started them, as a crash leaves them. They are known by a variable in their environment,
/// where the system shows it (Linux); elsewhere none is found.
/// </summary>
public static class LeftBehind
{
    /// <summary>Kills every process of this user that was started with the variable set to this value, and returns when none is left.</summary>
    /// <param name="value">An id never used for anything else.</param>
    public static Task EndAsync(string variable, string value, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        return new ProcessTree(root: null, variable, value, clock).EndAsync(bySession: false, cancellationToken);
    }
}
