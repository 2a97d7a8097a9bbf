using System.Text.RegularExpressions;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Fakes;
using Carillon.Features.Identity.Attempts;
using Carillon.Features.Identity.Tokens;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Features.Identity.Tests;

public sealed partial class TokenTests : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _clock = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("carillon-identity-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Path => System.IO.Path.Combine(_folder, "tokens.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_key_stands_for_what_it_was_made_with()
    {
        var (record, key) = await File().CreateAsync(new NewToken("ada", "acme", Role.BillingAdmin, Label: "laptop", Email: "ada@acme.test"), Token);
        await using var feature = Open();

        var authentication = await AuthenticateAsync(feature, key);

        Assert.Matches(KeyForm(), key);
        Assert.Equal(new Caller("ada", "acme", Role.BillingAdmin, "ada@acme.test"), authentication.Caller);
        Assert.Null(authentication.ExpiresAt);
        Assert.Equal("billing_admin", record.Role);
    }

    [Fact]
    public async Task The_file_is_its_owner_s_and_holds_no_key()
    {
        var (_, key) = await File().CreateAsync(new NewToken("ada", "acme", Role.Member), Token);

        var text = await System.IO.File.ReadAllTextAsync(Path, Token);
        Assert.DoesNotContain(key[4..], text, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(Path));
    }

    [Fact]
    public async Task A_file_that_others_can_read_is_not_used()
    {
        await File().CreateAsync(new NewToken("ada", "acme", Role.Member), Token);
        if (OperatingSystem.IsWindows()) return;
        System.IO.File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        var refused = Assert.Throws<TokenFileException>(() => Open());

        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_made_while_the_server_runs_is_taken_and_a_revoked_one_ends_what_it_allowed()
    {
        await using var feature = Open();
        var (record, key) = await File().CreateAsync(new NewToken("ada", "acme", Role.Member), Token);
        _clock.Advance(LookInterval);
        var authentication = await AuthenticateAsync(feature, key);
        var end = authentication.WaitForEndAsync(_clock, Token);

        Assert.True(await File().RevokeAsync(record.Id, Token));
        _clock.Advance(Authentication.RecheckInterval);

        await end.WaitAsync(TimeSpan.FromSeconds(20), Token);
        await RefusesAsync(feature, key);
        Assert.False(await File().RevokeAsync(record.Id, Token));
    }

    [Fact]
    public async Task A_key_whose_entry_was_changed_has_to_be_shown_again()
    {
        var (_, key) = await File().CreateAsync(new NewToken("ada", "acme", Role.Owner), Token);
        await using var feature = Open();
        var authentication = await AuthenticateAsync(feature, key);

        var text = await System.IO.File.ReadAllTextAsync(Path, Token);
        await System.IO.File.WriteAllTextAsync(Path, text.Replace("owner", "viewer", StringComparison.Ordinal), Token);
        _clock.Advance(LookInterval);

        Assert.False(await authentication.IsStillValidAsync(Token));
        Assert.Equal(Role.Viewer, (await AuthenticateAsync(feature, key)).Caller.Role);
    }

    [Fact]
    public async Task A_key_expires()
    {
        var (_, key) = await File().CreateAsync(new NewToken("ada", "acme", Role.Member, TimeSpan.FromHours(1)), Token);
        await using var feature = Open();
        var authentication = await AuthenticateAsync(feature, key);

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.False(await authentication.IsStillValidAsync(Token));
        await RefusesAsync(feature, key);
    }

    [Fact]
    public async Task A_slip_of_the_hand_locks_nobody_out_and_a_file_that_is_gone_locks_out_everyone()
    {
        var (_, key) = await File().CreateAsync(new NewToken("ada", "acme", Role.Member), Token);
        await using var feature = Open();

        await System.IO.File.WriteAllTextAsync(Path, "{ \"version\": 1, \"tokens\": [", Token);
        _clock.Advance(LookInterval);
        await AuthenticateAsync(feature, key);

        System.IO.File.Delete(Path);
        _clock.Advance(LookInterval);
        await RefusesAsync(feature, key);
    }

    [Fact]
    public async Task Keys_made_at_the_same_time_are_all_there()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(
            () => new TokenFile(Path, TimeProvider.System).CreateAsync(new NewToken($"user-{i}", "acme", Role.Member), Token), Token)));

        Assert.Equal(8, File().Read().Count);
    }

    [Theory]
    [InlineData("../up", "ada")]
    [InlineData("", "ada")]
    [InlineData("acme", "")]
    [InlineData("acme", "a b")]
    public async Task A_user_or_a_tenant_that_cannot_be_gets_no_key(string tenant, string user)
    {
        await Assert.ThrowsAsync<TokenFileException>(() => File().CreateAsync(new NewToken(user, tenant, Role.Member), Token));
        Assert.Empty(File().Read());
    }

    [Fact]
    public async Task Whoever_guesses_too_often_has_to_wait_and_whoever_knows_does_not()
    {
        var (_, key) = await File().CreateAsync(new NewToken("ada", "acme", Role.Member), Token);
        await using var feature = Open();
        for (var i = 0; i < AttemptLimit.Failures; i++) await RefusesAsync(feature, $"car_guess-{i}");

        var limited = await Assert.ThrowsAsync<CarillonException>(async () => await AuthenticateAsync(feature, "car_guess"));
        Assert.Equal((ErrorCode.RateLimited, (TimeSpan?)AttemptLimit.Window), (limited.Code, limited.RetryAfter));
        await AuthenticateAsync(feature, key);

        _clock.Advance(AttemptLimit.Window);
        await RefusesAsync(feature, "car_guess");
    }

    [Fact]
    public async Task Dev_mode_asks_nobody()
    {
        await using var feature = IdentityFeature.Create(new IdentityOptions(IdentityMode.Dev, Path), _clock, NullLoggerFactory.Instance);

        Assert.False(feature.Authenticator.RequiresCredentials);
        Assert.Equal(Caller.Dev, (await AuthenticateAsync(feature, "anything")).Caller);
    }

    private TokenFile File() => new(Path, _clock);

    private IdentityFeature Open() => IdentityFeature.Create(new IdentityOptions(IdentityMode.Tokens, Path), _clock, NullLoggerFactory.Instance);

    private static ValueTask<Authentication> AuthenticateAsync(IdentityFeature feature, string key) =>
        feature.Authenticator.AuthenticateAsync(key, "203.0.113.7", Token);

    private static async Task RefusesAsync(IdentityFeature feature, string key)
    {
        var refused = await Assert.ThrowsAsync<CarillonException>(async () => await AuthenticateAsync(feature, key));
        Assert.Equal(ErrorCode.Unauthenticated, refused.Code);
    }

    [GeneratedRegex("^car_[A-Za-z0-9_-]{43}$")]
    private static partial Regex KeyForm();
}
