namespace Carillon.Server.Tests.Hosting;

/// <summary>Tests of the WebSocket transport; each has a server of its own, which has logged no fault when the test is over.</summary>
public abstract class EchoTest : IAsyncLifetime
{
    /// <summary>Long enough for a busy machine; a test that waits so long has failed.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    internal EchoHost Host { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Host = await EchoHost.StartAsync(Token);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Host.DisposeAsync();
        Assert.Empty(Host.Faults.Lines);
    }

    internal Task<RawPeer> UpgradeAsync() => RawPeer.UpgradeAsync(Host.Address);

    /// <summary>So many connections are over, and nothing of them is left.</summary>
    protected async Task NothingIsLeftAsync(int connections = 1)
    {
        await Host.EndedAsync(connections, Patience, Token);
        Assert.Equal(0, Host.Connections.Count);
    }
}
