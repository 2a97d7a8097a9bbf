namespace Carillon.Client.Following;

/// <summary>Counts tries in a row and says how long to wait before the next.</summary>
internal sealed class BackOff(ReconnectPolicy policy, Random random)
{
    private int _attempt;

    public void Reset() => _attempt = 0;

    /// <summary>False when the policy allows no further try.</summary>
    public bool TryNext(out int attempt, out TimeSpan delay)
    {
        attempt = _attempt + 1;
        delay = TimeSpan.Zero;
        if (policy.MaxAttempts is { } max && attempt > max) return false;

        _attempt = attempt;

        // 2^30 times the first delay is beyond any largest delay, and still far from overflowing.
        var full = Math.Min(policy.FirstDelay.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 30)), policy.MaxDelay.TotalMilliseconds);
        delay = TimeSpan.FromMilliseconds(full * (1 - (policy.Jitter * random.NextDouble())));
        return true;
    }
}
