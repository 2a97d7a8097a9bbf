using Carillon.Core.Errors;

namespace Carillon.Features.Sandbox.Tests;

public class ReadingTests
{
    [Theory]
    [InlineData(null, null, "one\ntwo\r\nthree")]
    [InlineData(2, null, "two\r\nthree")]
    [InlineData(1, 2, "one\ntwo\r\n")]
    [InlineData(3, 9, "three")]
    [InlineData(4, null, "")]
    [InlineData(0, 1, "one\n")]
    [InlineData(2, 0, "")]
    public async Task Lines_are_cut_out_with_their_endings(int? line, int? limit, string expected)
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        File.WriteAllText(Path.Combine(workspace.Root, "a.txt"), "one\ntwo\r\nthree");
        Assert.Equal(expected, await workspace.ReadTextAsync("a.txt", line, limit, SandboxFixture.Cancellation));
    }

    [Fact]
    public async Task An_absolute_path_inside_is_read_and_a_missing_file_is_not_found()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        File.WriteAllText(Path.Combine(workspace.Root, "a.txt"), "grüße 🎵");
        Assert.Equal("grüße 🎵", await workspace.ReadTextAsync(Path.Combine(workspace.Root, "a.txt"), null, null, SandboxFixture.Cancellation));
        foreach (var missing in new[] { "b.txt", "no/such/b.txt", "a.txt/b", new string('x', 300) })
            await SandboxFixture.RefusedAsync(ErrorCode.NotFound, () => workspace.ReadTextAsync(missing, null, null, SandboxFixture.Cancellation).AsTask());
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_and_one_at_the_limit_is_read()
    {
        await using var sandbox = new SandboxFixture(options => options with { MaxReadBytes = 100 });
        var workspace = await sandbox.OpenAsync();
        File.WriteAllText(Path.Combine(workspace.Root, "fits"), new string('x', 100));
        File.WriteAllText(Path.Combine(workspace.Root, "large"), new string('x', 101));
        Assert.Equal(100, (await workspace.ReadTextAsync("fits", null, null, SandboxFixture.Cancellation)).Length);
        await SandboxFixture.RefusedAsync(ErrorCode.TooLarge, () => workspace.ReadTextAsync("large", null, null, SandboxFixture.Cancellation).AsTask());
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        File.WriteAllBytes(Path.Combine(workspace.Root, "picture"), [0x89, 0x50, 0xff, 0xfe]);
        await SandboxFixture.RefusedAsync(ErrorCode.Invalid, () => workspace.ReadTextAsync("picture", null, null, SandboxFixture.Cancellation).AsTask());
    }

    [Fact]
    public async Task What_is_not_a_regular_file_is_refused_at_once()
    {
        await using var sandbox = new SandboxFixture();
        var workspace = await sandbox.OpenAsync();
        Directory.CreateDirectory(Path.Combine(workspace.Root, "folder"));
        await using var made = await workspace.StartAsync(SandboxFixture.Shell("mkfifo pipe"), new Listener(), SandboxFixture.Cancellation);
        Assert.Equal(0, (await made.Exited.WaitAsync(SandboxFixture.Patience, SandboxFixture.Cancellation)).ExitCode);

        foreach (var name in new[] { "folder", "pipe", "." })
        {
            var reading = workspace.ReadTextAsync(name, null, null, SandboxFixture.Cancellation).AsTask();
            await SandboxFixture.RefusedAsync(ErrorCode.Invalid, () => reading.WaitAsync(SandboxFixture.Patience, SandboxFixture.Cancellation));
            await SandboxFixture.RefusedAsync(ErrorCode.Invalid, () => workspace.WriteTextAsync(name, "x", SandboxFixture.Cancellation).AsTask());
        }
    }
}
