using Carillon.Testing;

namespace Carillon.Client.Tests;

/// <summary>Tests of a client whose server is behind a proxy that can break.</summary>
public abstract class ClientTest : HostedTest
{
    private static readonly ReconnectPolicy Quick = new() { FirstDelay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(20) };

    internal CuttingProxy NewProxy() => new(Host.Address);

    internal CarillonClient NewClient(Uri? address = null, ReconnectPolicy? reconnect = null, string? token = null) => new(new CarillonClientOptions
    {
        BaseAddress = address ?? Host.Address,
        Token = token,
        Reconnect = reconnect ?? Quick,
        Random = new Random(1),
    });

    /// <summary>The next item of a kind, whatever stands before it.</summary>
    protected static async Task<T> NextAsync<T>(IAsyncEnumerator<FollowItem> items)
        where T : FollowItem
    {
        while (await items.MoveNextAsync())
        {
            if (items.Current is T item) return item;
        }

        throw new EndOfStreamException($"No {typeof(T).Name} came.");
    }
}
