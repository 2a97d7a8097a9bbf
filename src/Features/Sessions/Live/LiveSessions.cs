using Carillon.Features.Sessions.Storage;

namespace Carillon.Features.Sessions.Live;

/// <summary>The sessions in use. One is held for as long as someone has a lease on it, and there is only one for each session.</summary>
internal sealed class LiveSessions(SessionsPorts ports, SessionsOptions options, SessionStore store)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Tenant, string Id), Held> _held = [];

    /// <summary>Dispose what it returns when done.</summary>
    public Lease Rent(string tenant, string id)
    {
        lock (_lock)
        {
            if (!_held.TryGetValue((tenant, id), out var held))
                held = _held[(tenant, id)] = new Held(new LiveSession(tenant, id, ports, options, store));
            held.Leases++;
            return new Lease(this, held);
        }
    }

    /// <summary>A lease on every session in use.</summary>
    public IReadOnlyList<Lease> RentAll()
    {
        lock (_lock)
        {
            foreach (var held in _held.Values) held.Leases++;
            return [.. _held.Values.Select(held => new Lease(this, held))];
        }
    }

    private void Return(Held held)
    {
        lock (_lock)
        {
            if (--held.Leases > 0) return;
            _held.Remove((held.Session.Tenant, held.Session.Id));
        }
    }

    internal sealed class Lease(LiveSessions owner, Held held) : IDisposable
    {
        private int _returned;

        public LiveSession Session => held.Session;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) == 0) owner.Return(held);
        }
    }

    internal sealed class Held(LiveSession session)
    {
        public LiveSession Session { get; } = session;

        public int Leases { get; set; }
    }
}
