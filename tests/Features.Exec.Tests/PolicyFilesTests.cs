using Carillon.Core.Errors;
using Carillon.Features.Exec.Policy;

namespace Carillon.Features.Exec.Tests;

public sealed class PolicyFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carillon-policy-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_changed_lasts_is_readable_by_its_owner_only_and_has_another_hash()
    {
        var files = new PolicyFiles(_folder);
        var before = files.Read("dev");
        var after = files.Change("dev", stored => stored.Policy with { Allowlist = [new ListedCommand("ls *", null)] });

        Assert.Matches("^sha256:[0-9a-f]{64}$", before.Hash);
        Assert.NotEqual(before.Hash, after.Hash);
        Assert.Equal(after.Hash, new PolicyFiles(_folder).Read("dev").Hash);
        Assert.Equal("ls *", Assert.Single(new PolicyFiles(_folder).Read("dev").Policy.Allowlist).Pattern);
        var path = Path.Combine(_folder, "exec-approvals.json");
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_tenant_changes_its_own_policy_and_nobody_else_s()
    {
        var files = new PolicyFiles(_folder);
        files.Change("dev", stored => stored.Policy with { Allowlist = [new ListedCommand("ls", null)] });
        files.Change("acme", stored => stored.Policy with { Allowlist = [new ListedCommand("pwd", null)] });

        Assert.Equal("pwd", Assert.Single(files.Read("acme").Policy.Allowlist).Pattern);
        Assert.Equal("ls", Assert.Single(files.Read("dev").Policy.Allowlist).Pattern);
        Assert.Equal("ls", Assert.Single(files.Read("globex").Policy.Allowlist).Pattern);
    }

    [Fact]
    public void An_edit_by_hand_counts_at_once_comments_and_all()
    {
        var files = new PolicyFiles(_folder);
        var before = files.Read("dev");
        File.WriteAllText(Path.Combine(_folder, "exec-approvals.json"), "{ \"security\": \"full\", /* for now */ }");

        Assert.Equal(ExecSecurity.Full, files.Read("dev").Policy.Security);
        Assert.NotEqual(before.Hash, files.Read("dev").Hash);
    }

    [Theory]
    [InlineData("{", "line 1")]
    [InlineData("{ \"security\": \"lax\" }", "security")]
    public void A_file_that_cannot_be_used_allows_nothing_and_says_why(string text, string named)
    {
        File.WriteAllText(Path.Combine(_folder, "exec-approvals.json"), text);

        var refused = Assert.Throws<CarillonException>(() => new PolicyFiles(_folder).Read("dev"));
        Assert.Equal(ErrorCode.Invalid, refused.Code);
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_changes_at_once_none_is_lost()
    {
        var files = new PolicyFiles(_folder);
        Parallel.For(0, 40, i => files.Change("dev", stored => stored.Policy with { Allowlist = [.. stored.Policy.Allowlist, new ListedCommand($"ls {i}", null)] }));

        Assert.Equal(40, files.Read("dev").Policy.Allowlist.Select(entry => entry.Pattern).Distinct().Count());
    }
}
