using System.Net;
using System.Net.Sockets;

namespace Carillon.Features.Identity.Attempts;

/// <summary>
/// 10 failed attempts in any minute for an address (spec: Diminuendo, section 1.3, which leaves the numbers open). IPv6
/// addresses count by their first 64 bits, as the rest is the peer's own to choose.
/// </summary>
internal sealed class AttemptLimit(TimeProvider clock)
{
    /// <summary>How many.</summary>
    public const int Failures = 10;

    /// <summary>Addresses remembered; beyond it those that failed longest ago are forgotten.</summary>
    public const int MaxAddresses = 10_000;

    /// <summary>In how long.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Record>> _records = new(StringComparer.Ordinal);
    private readonly LinkedList<Record> _byLastFailure = [];

    /// <summary>How long an address has to wait; null when it may try now.</summary>
    public TimeSpan? WaitFor(string address)
    {
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            Forget(now);
            if (!_records.TryGetValue(NetworkOf(address), out var node) || node.Value.Times.Count < Failures) return null;
            var left = Window - clock.GetElapsedTime(node.Value.Times.Peek(), now);
            return left > TimeSpan.Zero ? left : null;
        }
    }

    /// <summary>An attempt has failed.</summary>
    public void Failed(string address)
    {
        var now = clock.GetTimestamp();
        var network = NetworkOf(address);
        lock (_gate)
        {
            if (_records.TryGetValue(network, out var node)) _byLastFailure.Remove(node);
            else _records[network] = node = new LinkedListNode<Record>(new Record(network, new Queue<long>(Failures)));
            _byLastFailure.AddLast(node);
            if (node.Value.Times.Count == Failures) node.Value.Times.Dequeue();
            node.Value.Times.Enqueue(now);
            if (_records.Count > MaxAddresses) Drop(_byLastFailure.First!);
        }
    }

    private static string NetworkOf(string address)
    {
        if (!IPAddress.TryParse(address, out var parsed)) return address;
        if (parsed.IsIPv4MappedToIPv6) return parsed.MapToIPv4().ToString();
        return parsed.AddressFamily == AddressFamily.InterNetworkV6 && !IPAddress.IsLoopback(parsed)
            ? Convert.ToHexString(parsed.GetAddressBytes(), 0, 8)
            : parsed.ToString();
    }

    /// <summary>Lets go of whoever has not failed for a whole window.</summary>
    private void Forget(long now)
    {
        while (_byLastFailure.First is { } oldest && clock.GetElapsedTime(oldest.Value.Times.Last(), now) >= Window) Drop(oldest);
    }

    private void Drop(LinkedListNode<Record> node)
    {
        _byLastFailure.Remove(node);
        _records.Remove(node.Value.Network);
    }

    private sealed record Record(string Network, Queue<long> Times);
}
