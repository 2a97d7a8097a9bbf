using Carillon.Core.Identity;
using Carillon.Testing;

namespace Carillon.Dialects.Native.Tests;

public class RpcMethodTests : HostedTest
{
    [Theory]
    [InlineData("files.list", """{"sessionId":"s1","depth":1}""", "/v1/sessions/s1/files?depth=1")]
    [InlineData("files.read", """{"sessionId":"s1","path":"a.txt"}""", "/v1/sessions/s1/files/content?path=a.txt")]
    [InlineData("files.read", """{"sessionId":"s1","path":"a.txt","iteration":1}""", "/v1/sessions/s1/files/content?path=a.txt&iteration=1")]
    [InlineData("files.history", """{"sessionId":"s1","path":"a.txt"}""", "/v1/sessions/s1/files/history?path=a.txt")]
    [InlineData("members.list", "{}", "/v1/members")]
    [InlineData("identity.get", "{}", "/v1/identity")]
    public async Task A_method_answers_as_its_path_does(string method, string given, string path)
    {
        Host.Files.Put("a.txt", "one");
        Host.Files.Put("a.txt", "two");
        await using var peer = LinePeer.Connect(Host, Caller.Dev);
        var answer = await peer.AskAsync($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{given}}}""", Token);
        var (_, body) = await CallAsync(HttpMethod.Get, path);

        Assert.Equal(body!.ToJsonString(), answer["result"]!.ToJsonString());
    }

    [Fact]
    public async Task Members_are_changed_as_over_http()
    {
        await using var peer = LinePeer.Connect(Host, Caller.Dev);
        var changed = await peer.AskAsync("""{"jsonrpc":"2.0","id":1,"method":"members.update","params":{"userId":"auth0|a/b","role":"admin"}}""", Token);
        var removed = await peer.AskAsync("""{"jsonrpc":"2.0","id":2,"method":"members.remove","params":{"userId":"auth0|a/b"}}""", Token);
        var gone = await peer.AskAsync("""{"jsonrpc":"2.0","id":3,"method":"members.remove","params":{"userId":"auth0|a/b"}}""", Token);
        var nobody = await peer.AskAsync("""{"jsonrpc":"2.0","id":4,"method":"members.remove"}""", Token);

        Assert.Equal("""{"userId":"auth0|a/b","role":"admin","addedAt":1001,"updatedAt":2000}""", changed["result"]!.ToJsonString());
        Assert.True(removed.AsObject().ContainsKey("result"));
        Assert.Equal("not_found", (string?)gone["error"]!["data"]!["code"]);
        Assert.Equal("'userId' is missing.", (string?)nobody["error"]!["message"]);
    }
}
