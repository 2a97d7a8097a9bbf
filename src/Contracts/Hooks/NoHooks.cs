namespace Carillon.Contracts.Hooks;

/// <summary>Nothing is configured.</summary>
public sealed class NoHooks : IHooks
{
    private NoHooks()
    {
    }

    /// <summary>The one there is.</summary>
    public static NoHooks Instance { get; } = new();

    /// <inheritdoc/>
    public bool Hears(HookEvent happening) => false;

    /// <inheritdoc/>
    public ValueTask<HookOutcome> RunAsync(HookCall call, CancellationToken cancellationToken) => new(HookOutcome.Pass);

    /// <inheritdoc/>
    public void Tell(HookCall call)
    {
    }
}
