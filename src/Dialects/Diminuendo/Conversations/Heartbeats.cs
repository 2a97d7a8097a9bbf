using Carillon.Core.Connections;
using Carillon.Dialects.Diminuendo.Wire;

namespace Carillon.Dialects.Diminuendo.Conversations;

/// <summary>Tells everyone who has joined a session, every 30 seconds, that the server is alive (seed: heartbeat). One timer, one encoding a beat.</summary>
internal sealed class Heartbeats(Audience audience, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>From one beat to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private ITimer? _timer;

    /// <summary>Begins, once.</summary>
    public void Start()
    {
        lock (_gate) _timer ??= clock.CreateTimer(static self => ((Heartbeats)self!).Beat(), this, Interval, Interval);
    }

    /// <summary>Stops.</summary>
    public async ValueTask DisposeAsync()
    {
        ITimer? timer;
        lock (_gate)
        {
            timer = _timer;
            _timer = null;
        }

        if (timer is not null) await timer.DisposeAsync();
    }

    private void Beat()
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var frames = new Dictionary<Framing, Frame>();
        foreach (var connection in audience.Connections())
        {
            if (!frames.TryGetValue(connection.Framing, out var frame))
            {
                frames[connection.Framing] = frame = Replies.Heartbeat(connection.Framing, now);
            }

            connection.Send(frame);
        }
    }
}
