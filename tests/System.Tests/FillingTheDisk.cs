using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>The server's data lies on a file system of a few megabytes, which is filled to its last byte.</summary>
public sealed class FillingTheDisk : IDisposable
{
    private readonly TemporaryFolder _place = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Disk => Path.Combine(_place.Path, "disk");

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Every_dialect_is_told_what_is_stored_can_be_read_and_writing_goes_on_when_there_is_room()
    {
        if (await Machine.BubblewrapRefusalAsync(Cancel) is { } refusal)
        {
            TestContext.Current.AddWarning($"bwrap may not mount a small file system here: {refusal.Trim()}");
            return;
        }

        await using var server = await ServeAsync();
        using var http = new HttpClient { BaseAddress = server.Address };
        await using var diminuendo = await DiminuendoPeer.ConnectAsync(server, Cancel);
        await using var aleph = await AlephPeer.ConnectAsync(server, Cancel);
        var session = await diminuendo.CreateSessionAsync("echo", Cancel);
        var stored = await FillAsync(http);

        await diminuendo.SendAsync(new { type = "create_session", agentType = "echo", name = "one more" }, Cancel);
        var error = await diminuendo.WaitForAsync("error", Cancel);
        Assert.Equal(
            ("StorageUnavailable", "Nothing can be stored at the moment; try again later"),
            (error.GetProperty("code").GetString(), error.GetProperty("message").GetString()));
        var refused = await aleph.FailAsync("session.create", new { name = "one more" }, Cancel);
        Assert.Equal("storage_unavailable", refused.GetProperty("data").GetProperty("code").GetString());

        await diminuendo.SendAsync(new { type = "list_sessions" }, Cancel);
        var listed = await diminuendo.WaitForAsync("session_list", Cancel);
        Assert.Equal(session, Assert.Single(listed.GetProperty("sessions").EnumerateArray()).GetProperty("id").GetString());
        using var native = new NativeHttp(server);
        Assert.Equal(stored, (await native.ReadAllAsync("custom:fill", Cancel)).Select(entry => entry.GetProperty("seq").GetInt64()));

        MakeRoom(server);
        await diminuendo.SendAsync(new { type = "create_session", agentType = "echo", name = "after all" }, Cancel);
        await diminuendo.WaitForAsync(
            message => DiminuendoPeer.TypeOf(message) == "session_created" && message.GetProperty("session").GetProperty("id").GetString() != session, Cancel);
    }

    private Task<CarillonProcess> ServeAsync()
    {
        Directory.CreateDirectory(Disk);
        return CarillonProcess.ServeAsync(
            Path.Combine(Disk, "data"),
            new ServeStart
            {
                Within =
                [
                    "bwrap", "--dev-bind", "/", "/", "--size", "4194304", "--tmpfs", Disk,
                    "/bin/sh", "-c", $"head -c 1000000 /dev/zero > '{Disk}/ballast'; exec \"$0\" \"$@\"",
                ],
            },
            Cancel);
    }

    /// <summary>Only bwrap's child sees the disk.</summary>
    private void MakeRoom(CarillonProcess bubblewrap)
    {
        var child = File.ReadAllText($"/proc/{bubblewrap.Id}/task/{bubblewrap.Id}/children").Trim();
        var ballast = $"/proc/{child}/root{Disk}/ballast";
        Assert.True(File.Exists(ballast), ballast);
        File.Delete(ballast);
    }

    /// <summary>Publishes ever smaller events until not even the smallest fits, and returns the numbers of those that were stored.</summary>
    private static async Task<List<long>> FillAsync(HttpClient http)
    {
        var stored = new List<long>();
        foreach (var size in (int[])[200_000, 20_000, 2_000, 20])
        {
            while (true)
            {
                using var answer = await http.PostAsJsonAsync(
                    "/v1/streams/custom:fill/events", new { type = "custom.fill", data = new { text = new string('x', size) } }, Cancel);
                var said = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
                if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                {
                    Assert.Equal("storage_unavailable", said.GetProperty("code").GetString());
                    break;
                }

                Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
                stored.Add(said.GetProperty("seq").GetInt64());
            }
        }

        return stored;
    }
}
