using Carillon.Dialects.Diminuendo.Tests.Gateway;

namespace Carillon.Dialects.Diminuendo.Tests.Conversations;

public sealed class FileTests
{
    [Fact]
    public async Task A_listing_names_path_kind_size_and_time()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var client = await server.ConnectAsync();

        await client.SayAsync($$"""{"type":"list_files","sessionId":"{{session.Id}}","path":"src","depth":2}""");

        Assert.Equal(
            $$"""{"type":"file_list","sessionId":"{{session.Id}}","files":[{"path":"src","name":"src","type":"directory","size":0,"modifiedAt":1709312400000},"""
            + """{"path":"src/depth-2","name":"depth-2","type":"file","size":7,"modifiedAt":1709312400000},"""
            + """{"path":"link","name":"link","type":"link","size":0,"modifiedAt":1709312400000}]}""",
            (await client.HearAsync("file_list")).ToJsonString());
        server.Files.Truncated = true;
        await client.SayAsync($$"""{"type":"list_files","sessionId":"{{session.Id}}"}""");
        Assert.True((bool)(await client.HearAsync("file_list"))["truncated"]!);
    }

    [Fact]
    public async Task Text_comes_as_it_is_and_everything_else_as_base64()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var client = await server.ConnectAsync();
        server.Files.Contents["text"] = [.. "h\u00e9 \"q\"\n"u8];
        server.Files.Contents["binary"] = [0xC3, 0x28, 0xFF];
        server.Files.Contents["zero"] = [(byte)'a', 0];
        server.Files.Contents["empty"] = [];

        Assert.Equal(("h\u00e9 \"q\"\n", "utf-8", 8), await ReadAsync("text"));
        Assert.Equal(("wyj/", "base64", 3), await ReadAsync("binary"));
        Assert.Equal(("YQA=", "base64", 2), await ReadAsync("zero"));
        Assert.Equal(("", "utf-8", 0), await ReadAsync("empty"));

        async Task<(string, string, int)> ReadAsync(string path)
        {
            await client.SayAsync($$"""{"type":"read_file","sessionId":"{{session.Id}}","path":"{{path}}"}""");
            var heard = await client.HearAsync("file_content");
            Assert.Equal(["type", "sessionId", "path", "content", "encoding", "size"], heard.Select(field => field.Key));
            Assert.Equal((session.Id, path), ((string?)heard["sessionId"], (string?)heard["path"]));
            return ((string)heard["content"]!, (string)heard["encoding"]!, (int)heard["size"]!);
        }
    }

    [Fact]
    public async Task A_history_names_every_iteration_and_each_can_be_read()
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var client = await server.ConnectAsync();
        server.Files.Contents["a"] = [.. "one"u8];

        await client.SayAsync($$"""{"type":"file_history","sessionId":"{{session.Id}}","path":"a"}""");
        await client.SayAsync($$"""{"type":"file_at_iteration","sessionId":"{{session.Id}}","path":"a","iteration":1}""");
        await client.SayAsync($$"""{"type":"file_at_iteration","sessionId":"{{session.Id}}","path":"a","iteration":2}""");

        Assert.Equal(
            $$"""{"type":"file_history_result","sessionId":"{{session.Id}}","path":"a","iterations":["""
            + """{"iteration":1,"timestamp":1709312400000,"size":3,"hash":"ab12"},{"iteration":2,"timestamp":1709312460000,"size":1099511627776,"hash":""}]}""",
            (await client.HearAsync("file_history_result")).ToJsonString());
        Assert.Equal(
            $$"""{"type":"file_content","sessionId":"{{session.Id}}","path":"a","content":"one","encoding":"utf-8","size":3,"iteration":1}""",
            (await client.HearAsync("file_content")).ToJsonString());
        Assert.Equal("NotFound", await client.HearErrorAsync());
    }

    [Theory]
    [InlineData("../x", "PathOutsideWorkspace")]
    [InlineData("none", "NotFound")]
    [InlineData("large", "FileTooLarge")]
    public async Task What_cannot_be_read_is_refused_by_its_reason(string path, string code)
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync();
        await using var client = await server.ConnectAsync();
        server.Files.Contents["large"] = null;

        await client.SayAsync($$"""{"type":"read_file","sessionId":"{{session.Id}}","path":"{{path}}"}""");
        await client.SayAsync($$"""{"type":"file_at_iteration","sessionId":"{{session.Id}}","path":"{{path}}","iteration":1}""");

        Assert.Equal(code, await client.HearErrorAsync());
        Assert.Equal(code, await client.HearErrorAsync());
    }

    [Theory]
    [InlineData("list_files", "")]
    [InlineData("read_file", ",\"path\":\"a\"")]
    [InlineData("file_history", ",\"path\":\"a\"")]
    [InlineData("file_at_iteration", ",\"path\":\"a\",\"iteration\":1")]
    public async Task A_session_of_another_tenant_has_no_files(string type, string rest)
    {
        await using var server = await TestServer.StartAsync();
        var session = await server.CreateAsync("other");
        await using var client = await server.ConnectAsync();

        await client.SayAsync($$"""{"type":"{{type}}","sessionId":"{{session.Id}}"{{rest}}}""");

        Assert.Equal("SessionNotFound", await client.HearErrorAsync());
    }
}
