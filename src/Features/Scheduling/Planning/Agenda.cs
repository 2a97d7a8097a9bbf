using Carillon.Features.Scheduling.Jobs;

namespace Carillon.Features.Scheduling.Planning;

/// <summary>Something that falls due: a job, or the next try of one of its runs.</summary>
/// <param name="Run">The run's number; null for the job itself.</param>
internal readonly record struct AgendaItem(LiveJob Job, long? Run, long At)
{
    /// <summary>Jobs and runs change their times and leave old items behind.</summary>
    public bool IsCurrent => Run is { } number
        ? Job.Find(number)?.Run.RetryAt == At
        : Job.Job.Enabled && Job.Job.NextRunAt == At && !Job.IsRemoved;
}

/// <summary>What falls due when. Only its head is ever looked at, so a job that waits costs nothing. Touched inside the turnstile only.</summary>
internal sealed class Agenda
{
    private const int StaleItems = 1000;
    private PriorityQueue<AgendaItem, long> _items = new();
    private int _swept;

    /// <summary>When the first item falls due; null when there is none.</summary>
    public long? NextAt
    {
        get
        {
            while (_items.TryPeek(out var item, out var at))
            {
                if (item.IsCurrent) return at;
                _items.Dequeue();
            }

            return null;
        }
    }

    public void Add(AgendaItem item)
    {
        _items.Enqueue(item, item.At);
        if (_items.Count > (2 * _swept) + StaleItems) Sweep();
    }

    /// <summary>Takes what is due, up to a number.</summary>
    public IReadOnlyList<AgendaItem> Take(long now, int limit)
    {
        var due = new List<AgendaItem>();
        while (due.Count < limit && NextAt <= now) due.Add(_items.Dequeue());
        return due;
    }

    private void Sweep()
    {
        _items = new PriorityQueue<AgendaItem, long>(_items.UnorderedItems.Where(item => item.Element.IsCurrent));
        _swept = _items.Count;
    }
}
