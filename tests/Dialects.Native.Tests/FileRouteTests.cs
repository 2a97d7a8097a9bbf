using System.Text.Json.Nodes;
using Carillon.Testing;

namespace Carillon.Dialects.Native.Tests;

public class FileRouteTests : HostedTest
{
    [Fact]
    public async Task A_workspace_is_listed()
    {
        Host.Files.Put("src/ä b.cs", "x");
        var (_, shallow) = await CallAsync(HttpMethod.Get, "/v1/sessions/s1/files");
        var (_, deep) = await CallAsync(HttpMethod.Get, "/v1/sessions/s1/files?path=src&depth=3");

        const string Expected = """
            {"files":[{"path":"src","type":"directory","size":0,"modifiedAt":1700},{"path":"away","type":"link","size":0,"modifiedAt":1700},
             {"path":"src/ä b.cs","type":"file","size":1,"modifiedAt":1700}],"truncated":false}
            """;
        Assert.Equal(JsonNode.Parse(Expected)!.ToJsonString(), shallow!.ToJsonString());
        Assert.True((bool?)deep!["truncated"]);
    }

    [Fact]
    public async Task A_text_is_read_as_it_is_and_everything_else_as_base64()
    {
        Host.Files.Put("a b.txt", "grüezi\n\"<>");
        Host.Files.Put("zero.bin", [104, 0, 105]);
        Host.Files.Put("rubbish.bin", [255, 254]);
        var (_, text) = await CallAsync(HttpMethod.Get, "/v1/sessions/s1/files/content?path=a%20b.txt");
        var (_, zero) = await CallAsync(HttpMethod.Get, "/v1/sessions/s1/files/content?path=zero.bin");
        var (_, rubbish) = await CallAsync(HttpMethod.Get, "/v1/sessions/s1/files/content?path=rubbish.bin");

        var expected = new JsonObject { ["path"] = "a b.txt", ["size"] = 11, ["encoding"] = "utf-8", ["content"] = "grüezi\n\"<>" };
        Assert.Equal(expected.ToJsonString(), text!.ToJsonString());
        Assert.Equal("""{"path":"zero.bin","size":3,"encoding":"base64","content":"aABp"}""", zero!.ToJsonString());
        Assert.Equal("//4=", (string?)rubbish!["content"]);
    }

    [Fact]
    public async Task Every_iteration_is_named_and_can_be_read()
    {
        Host.Files.Put("a.txt", "one");
        Host.Files.Put("a.txt", "three");
        var (_, history) = await CallAsync(HttpMethod.Get, "/v1/sessions/s1/files/history?path=a.txt");
        var (_, first) = await CallAsync(HttpMethod.Get, "/v1/sessions/s1/files/content?path=a.txt&iteration=1");

        Assert.Equal(
            """{"path":"a.txt","iterations":[{"iteration":1,"time":1000,"size":3},{"iteration":2,"time":1001,"size":5,"hash":"h1"}]}""", history!.ToJsonString());
        Assert.Equal("""{"path":"a.txt","size":3,"iteration":1,"encoding":"utf-8","content":"one"}""", first!.ToJsonString());
    }

    [Theory]
    [InlineData("/v1/sessions/s1/files/content", 400, "invalid")]
    [InlineData("/v1/sessions/s1/files/history", 400, "invalid")]
    [InlineData("/v1/sessions/s1/files?depth=99", 400, "invalid")]
    [InlineData("/v1/sessions/s1/files?depth=99999999999999", 400, "invalid")]
    [InlineData("/v1/sessions/s1/files?depth=-1", 400, "invalid")]
    [InlineData("/v1/sessions/s1/files/content?path=a.txt&iteration=x", 400, "invalid")]
    [InlineData("/v1/sessions/s1/files/content?path=a.txt&iteration=9", 404, "not_found")]
    [InlineData("/v1/sessions/s1/files/content?path=none", 404, "not_found")]
    [InlineData("/v1/sessions/s1/files/content?path=../../etc/passwd", 400, "path_outside_workspace")]
    [InlineData("/v1/sessions/s2/files", 404, "session_not_found")]
    public async Task What_cannot_be_shown_is_refused(string path, int status, string code)
    {
        Host.Files.Put("a.txt", "one");
        var (answered, problem) = await CallAsync(HttpMethod.Get, path);

        Assert.Equal((status, code), (answered, (string?)problem!["code"]));
    }

    [Fact]
    public async Task A_session_of_another_tenant_has_no_files()
    {
        Host.Files.Put("a.txt", "one");
        var (status, problem) = await CallAsync(HttpMethod.Get, "/v1/sessions/s1/files/content?path=a.txt", token: "other");

        Assert.Equal((404, "session_not_found"), (status, (string?)problem!["code"]));
    }
}
