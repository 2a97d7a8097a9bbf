namespace Carillon.Core.Identity;

/// <summary>A verified identity, and for how long it holds.</summary>
/// <param name="caller">Who it is.</param>
/// <param name="expiresAt">When it ends by itself; null for never.</param>
/// <param name="recheck">Whether it still holds: false once it has expired or was revoked. Never fails; null where there is no end.</param>
public sealed class Authentication(Caller caller, DateTimeOffset? expiresAt, Func<CancellationToken, ValueTask<bool>>? recheck)
{
    /// <summary>How often a credential in use is looked at again: an end is noticed well within a minute.</summary>
    public static readonly TimeSpan RecheckInterval = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);

    /// <summary>Who it is.</summary>
    public Caller Caller { get; } = caller;

    /// <summary>When it ends by itself; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; } = expiresAt;

    /// <summary>Whether it has no end.</summary>
    public bool Lasts => recheck is null;

    /// <summary>An identity that nothing ends.</summary>
    public static Authentication Lasting(Caller caller) => new(caller, expiresAt: null, recheck: null);

    /// <summary>Whether it still holds: false once it has expired or was revoked.</summary>
    public ValueTask<bool> IsStillValidAsync(CancellationToken cancellationToken) => recheck?.Invoke(cancellationToken) ?? ValueTask.FromResult(true);

    /// <summary>Returns once it holds no more: at its expiry, or within <see cref="RecheckInterval"/> of being revoked.</summary>
    public async Task WaitForEndAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clock);
        while (await IsStillValidAsync(cancellationToken)) await Task.Delay(NextCheck(clock), clock, cancellationToken);
    }

    private TimeSpan NextCheck(TimeProvider clock)
    {
        if (ExpiresAt is not { } end) return RecheckInterval;
        var left = end - clock.GetUtcNow();
        return left < ShortestWait ? ShortestWait : left < RecheckInterval ? left : RecheckInterval;
    }
}
