using Carillon.Events;

namespace Carillon.Features.Perception.Deriving;

/// <summary>
/// Derives events of one kind from what the watchers see. It says what changed, once; it reads no clock and does nothing else, so
/// that the same sequence always gives the same events.
/// </summary>
internal interface IDetector
{
    /// <summary>When time alone may change something; null when only something seen can.</summary>
    DateTimeOffset? Due { get; }

    /// <summary>Takes in what was seen. Called in order of time.</summary>
    void Observe(Event seen, DateTimeOffset at, ICollection<Event> derived);

    /// <summary>Takes in that time has passed.</summary>
    void Pass(DateTimeOffset now, ICollection<Event> derived);

    /// <summary>Goes on from what was last told, so that nothing is told twice. Called before anything else, or never.</summary>
    void Recall(Remembered remembered, DateTimeOffset now);

    /// <summary>Adds what was last told.</summary>
    Remembered Remember(Remembered remembered);
}
