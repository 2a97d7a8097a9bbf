using Carillon.Events;

namespace Carillon.Features.Perception.Recording;

/// <summary>Where one run of a watcher tells what it sees.</summary>
internal sealed class WatcherReport(string watcher, Chronicle chronicle)
{
    private long _seen;
    private volatile string? _problem;
    private string? _kind;

    /// <summary>How much it has seen.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>What it last complained of; null when nothing is wrong.</summary>
    public string? Problem => _problem;

    /// <summary>Tells everyone, and the detectors. Waits while the log is busy.</summary>
    public ValueTask TellAsync(Event seen, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _seen);
        return chronicle.AddAsync(seen, isNews: true, cancellationToken);
    }

    /// <summary>Tells the detectors alone: it is nothing new to anyone else.</summary>
    public ValueTask SampleAsync(Event seen, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _seen);
        return chronicle.AddAsync(seen, isNews: false, cancellationToken);
    }

    /// <summary>Says what is wrong; once, until something else is, or nothing.</summary>
    /// <param name="kind">What kind of thing it is: the words may have numbers in them that change.</param>
    public async ValueTask ComplainAsync(string kind, string problem, CancellationToken cancellationToken)
    {
        _problem = problem;
        if (_kind == kind) return;
        _kind = kind;
        await chronicle.AddAsync(new DaemonError(watcher, problem), isNews: true, cancellationToken);
    }

    /// <summary>Nothing is wrong any more.</summary>
    public void Resolve() => _problem = _kind = null;
}
