using Carillon.Core.Identity;
using Carillon.Fakes;
using Carillon.Testing;

namespace Carillon.Dialects.Native.Tests;

public class CredentialTests : HostedTest
{
    private readonly ManualTimeProvider _clock = new();

    internal override TimeProvider Clock => _clock;

    [Fact]
    public async Task An_event_stream_ends_when_its_credential_does()
    {
        using var reader = await SseReader.OpenAsync(Http, "/v1/events", Token, token: "passing");
        await reader.UntilAsync("event: live", Token);
        _clock.Advance(Authentication.RecheckInterval);
        await Host.AppendAsync("custom:a", "a.b", "1");
        await reader.UntilAsync("id:", Token);

        await _clock.TimerSetAsync(Authentication.RecheckInterval).WaitAsync(Patience, Token);
        Host.PassingEnded = true;
        _clock.Advance(Authentication.RecheckInterval);

        await Assert.ThrowsAnyAsync<IOException>(() => reader.UntilAsync("never", Token).WaitAsync(Patience, Token));
    }

    [Fact]
    public async Task A_connection_is_closed_when_its_credential_ends()
    {
        var authentication = new Authentication(Caller.Dev, expiresAt: null, _ => ValueTask.FromResult(!Host.PassingEnded));
        await using var peer = LinePeer.Connect(Host, authentication.Caller, authentication);
        await peer.AskAsync("""{"jsonrpc":"2.0","id":1,"method":"agents.list"}""", Token);

        Host.PassingEnded = true;
        _clock.Advance(Authentication.RecheckInterval);

        await Assert.ThrowsAsync<EndOfStreamException>(() => peer.NextAsync(Token).WaitAsync(Patience, Token));
    }
}
