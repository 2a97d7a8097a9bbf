using System.Security.Cryptography;
using System.Text;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;

namespace Carillon.Features.Sandbox.Tests;

public class WritingTests
{
    [Fact]
    public async Task A_new_file_is_written_with_the_folders_it_needs()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        var written = await workspace.WriteTextAsync("deep/down/ä.txt", "grüße", SandboxFixture.Cancellation);
        Assert.Equal("grüße", File.ReadAllText(Path.Combine(workspace.Root, "deep", "down", "ä.txt")));
        Assert.Equal(new FileWritten("deep/down/ä.txt", 7, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("grüße")))), written);
    }

    [Fact]
    public async Task Overwriting_keeps_the_mode_and_leaves_nothing_else_behind()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        var script = Path.Combine(workspace.Root, "run.sh");
        File.WriteAllText(script, "old");
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        File.SetUnixFileMode(script, Mode);
        await workspace.WriteTextAsync(script, "new", SandboxFixture.Cancellation);
        Assert.Equal("new", File.ReadAllText(script));
        Assert.Equal(Mode, File.GetUnixFileMode(script));
        Assert.Equal([script], Directory.GetFileSystemEntries(workspace.Root));
    }

    [Fact]
    public async Task A_reader_never_sees_half_a_file()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        string[] versions = [new('a', 200_000), new('b', 200_000)];
        await workspace.WriteTextAsync("f", versions[0], SandboxFixture.Cancellation);
        var writing = WriteAsync();
        do Assert.Contains(await workspace.ReadTextAsync("f", null, null, SandboxFixture.Cancellation), versions);
        while (!writing.IsCompleted);
        await writing;

        async Task WriteAsync()
        {
            await Task.Yield();
            for (var i = 1; i < 60; i++) await workspace.WriteTextAsync("f", versions[i % 2], SandboxFixture.Cancellation);
        }
    }

    [Fact]
    public async Task A_text_over_the_limit_is_refused_and_nothing_changes()
    {
        await using var sandbox = new SandboxFixture(options => options with { MaxWriteBytes = 10 });
        var workspace = await sandbox.OpenAsync();
        await workspace.WriteTextAsync("f", "0123456789", SandboxFixture.Cancellation);
        await SandboxFixture.RefusedAsync(ErrorCode.TooLarge, () => workspace.WriteTextAsync("f", "ääääää", SandboxFixture.Cancellation).AsTask());
        Assert.Equal("0123456789", File.ReadAllText(Path.Combine(workspace.Root, "f")));
    }

    [Fact]
    public async Task A_file_where_a_folder_is_needed_is_an_error_of_the_caller()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        await workspace.WriteTextAsync("f", "x", SandboxFixture.Cancellation);
        await SandboxFixture.RefusedAsync(ErrorCode.Invalid, () => workspace.WriteTextAsync("f/g", "x", SandboxFixture.Cancellation).AsTask());
    }
}
