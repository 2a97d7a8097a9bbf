namespace Carillon.Dialects.Diminuendo.Messages;

/// <summary>60 messages in any 10 seconds (spec: Diminuendo, section 1.3). What was refused does not count against the peer.</summary>
internal sealed class MessageRate(TimeProvider clock)
{
    /// <summary>How many.</summary>
    public const int Messages = 60;

    /// <summary>In how long.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly long[] _taken = new long[Messages];
    private int _count;
    private int _oldest;

    /// <summary>Whether one more message is within the limit; if so, it is counted.</summary>
    public bool TryTake()
    {
        var now = clock.GetTimestamp();
        if (_count == Messages)
        {
            if (clock.GetElapsedTime(_taken[_oldest], now) < Window) return false;
            _oldest = (_oldest + 1) % Messages;
            _count--;
        }

        _taken[(_oldest + _count++) % Messages] = now;
        return true;
    }
}
