using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Carillon.Dialects.Diminuendo.Messages;
using Carillon.Fakes;
using Carillon.Server.Tests.Hosting;

namespace Carillon.Dialects.Diminuendo.Tests.Conformance;

/// <summary>
/// Peers by the dozen that say nearly right things in nearly right frames to the real server and go in every way there is. The server
/// answers from its list of errors, never with a fault of its own, and afterwards nothing of them is left.
/// </summary>
public sealed class LiveFuzzTests(LiveGateway gateway) : IClassFixture<LiveGateway>
{
    private const int Peers = 8;

    private static readonly string[] Speakers = ["olga", "adam", "bill", "mona", "vera"];

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private IPEndPoint Address => new(IPAddress.Loopback, gateway.Address.Port);

    [Fact]
    public async Task Whatever_comes_is_answered_from_the_list_and_leaves_nothing_behind()
    {
        var session = await CreateAsync();
        var errors = new HashSet<string>();
        foreach (var seed in new FuzzTime().Rounds())
        {
            var told = await Task.WhenAll(Enumerable.Range(0, Peers).Select(peer => TorturedAsync(session, unchecked((seed * Peers) + peer))));
            foreach (var heard in told) Check(heard, errors);
        }

        Assert.Superset(new HashSet<string> { "INVALID_JSON", "INVALID_MESSAGE" }, errors);
        await NothingIsLeftAsync();
        await StillWorksAsync(session);
    }

    private async Task<string> CreateAsync()
    {
        await using var owner = await LivePeer.ConnectAsync(gateway, gateway.KeyOf("olga"));
        return await owner.CreateAsync();
    }

    /// <summary>One peer's life: what it heard, as text messages.</summary>
    private async Task<(int Seed, List<string> Heard)> TorturedAsync(string session, int seed)
    {
        var random = new Random(seed);
        var (messages, frames) = (new Mutation(random), new FrameMutation(random));
        var speaker = Speakers[random.Next(Speakers.Length)];
        using var peer = await RawPeer.UpgradeAsync(Address, RawPeer.Handshake.Replace("/ws", "/diminuendo/ws", StringComparison.Ordinal));
        var said = new List<byte>(WireFrame.Text($$"""{"type":"authenticate","token":"{{gateway.KeyOf(speaker)}}"}"""));
        for (var i = random.Next(MessageRate.Messages + 5); i > 0; i--)
        {
            var message = messages.Of(Fill(MessageTable.Rows[random.Next(MessageTable.Rows.Count)], session, speaker, makesSessions: random.Next(8) == 0));
            said.AddRange(random.Next(24) == 0 ? frames.Wrongly(message) : frames.Rightly(message));
        }

        var reading = peer.ReadToEndAsync();
        await TrySendAsync(peer, [.. said]);
        switch (random.Next(4))
        {
            case 0:
                peer.Reset();
                return (seed, []);
            case 1:
                await TrySendAsync(peer, WireFrame.Close(1000));
                break;
        }

        // Also after a close: a frame before it may have announced so much that the close counts as its payload.
        TryHalfClose(peer);

        return (seed, TextsIn(await reading));
    }

    /// <summary>The server may have closed already, as it must where a rule of framing was broken.</summary>
    private static async Task TrySendAsync(RawPeer peer, byte[] bytes)
    {
        try
        {
            await peer.SendAsync(bytes);
        }
        catch (Exception exception) when (exception is System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // What it said before that is read all the same.
        }
    }

    private static void TryHalfClose(RawPeer peer)
    {
        try
        {
            peer.HalfClose();
        }
        catch (System.Net.Sockets.SocketException)
        {
            // The server has ended it already.
        }
    }

    private static string Fill(MessageRow row, string session, string speaker, bool makesSessions) => row.Valid
        .Replace("worker", makesSessions ? "worker" : "nobody", StringComparison.Ordinal)
        .Replace("$SESSION", row.Name == "delete_session" ? "no-such-session" : session, StringComparison.Ordinal)
        .Replace("$REQUEST", "no-such-request", StringComparison.Ordinal)
        .Replace("$KEY", speaker, StringComparison.Ordinal);

    private static void Check((int Seed, List<string> Heard) told, HashSet<string> errors)
    {
        foreach (var text in told.Heard)
        {
            var message = JsonNode.Parse(text)!.AsObject();
            if ((string?)message["type"] != "error") continue;
            var code = (string)message["code"]!;
            Assert.True(ErrorTable.Codes.Contains(code) && code != "InternalError", $"seed {told.Seed}: {text}");
            errors.Add(code);
        }
    }

    /// <summary>The payloads of the server's text frames, which are whole and not masked.</summary>
    private static List<string> TextsIn(byte[] bytes)
    {
        var texts = new List<string>();
        for (var at = 0; at + 2 <= bytes.Length;)
        {
            var (opcode, length, head) = (bytes[at] & 0x0F, (long)bytes[at + 1], 2);
            if (length == 126) (length, head) = (BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at + 2)), 4);
            else if (length == 127) (length, head) = (BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(at + 2)), 10);
            if (at + head + length > bytes.Length) break;
            if (opcode == WireFrame.TextMessage) texts.Add(Encoding.UTF8.GetString(bytes, at + head, (int)length));
            at += head + (int)length;
        }

        return texts;
    }

    /// <summary>The server itself counts what is open: in the end nothing.</summary>
    private async Task NothingIsLeftAsync()
    {
        using var http = new HttpClient { BaseAddress = gateway.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", gateway.KeyOf("olga"));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var lines = (await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), limit.Token)).Split('\n');
            if (lines.Single(line => line.StartsWith("carillon_connections ", StringComparison.Ordinal)) == "carillon_connections 0") return;
            await Task.Yield();
        }
    }

    /// <summary>The session that all of them spoke of has this one listener, and its agent still does what it is told.</summary>
    private async Task StillWorksAsync(string session)
    {
        await using var owner = await LivePeer.ConnectAsync(gateway, gateway.KeyOf("olga"));
        await owner.SayAsync($$"""{"type":"unarchive_session","sessionId":"{{session}}"}""");
        await owner.HearAsync("session_unarchived");
        await owner.SayAsync($$"""{"type":"join_session","sessionId":"{{session}}"}""");
        var snapshot = await owner.HearAsync("state_snapshot");
        Assert.Equal(1, (int)snapshot["subscriberCount"]!);
        if (snapshot["currentTurn"] is not null)
            await owner.HearAsync(message => (string?)message["type"] is "turn_complete" or "turn_error" or "stop_acknowledged");

        await owner.SayAsync($$"""{"type":"run_turn","sessionId":"{{session}}","text":"list"}""");
        await owner.HearAsync(message => (string?)message["type"] == "turn_complete");
    }
}
