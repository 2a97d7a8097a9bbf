using Carillon.Cli.Failures;
using Carillon.Cli.Tests.Fakes;

namespace Carillon.Cli.Tests;

public class CommandLineTests
{
    // Nothing listens on the discard port of this machine.
    private const string NoServer = "http://127.0.0.1:9";

    [Fact]
    public async Task Without_a_word_the_help_is_shown_and_the_code_says_that_something_is_missing()
    {
        using var terminal = new TestTerminal();
        Assert.Equal(ExitCode.Usage, await terminal.RunAsync());
        Assert.Contains("carillon [command] [options]", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("  carillon serve\n      start the gateway", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("  130  interrupted", terminal.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("prompt")]
    [InlineData("tail")]
    [InlineData("sessions")]
    [InlineData("cron")]
    [InlineData("publish")]
    [InlineData("approve")]
    [InlineData("token")]
    [InlineData("verify")]
    [InlineData("export")]
    [InlineData("backup")]
    [InlineData("demo-agent")]
    public async Task Every_command_has_a_help_page_with_examples_and_stands_in_the_list(string command)
    {
        using var page = new TestTerminal();
        Assert.Equal(ExitCode.Ok, await page.RunAsync(command, "--help"));
        Assert.Contains("Examples:", page.Output, StringComparison.Ordinal);
        Assert.Contains($"  carillon {command}", page.Output, StringComparison.Ordinal);

        using var list = new TestTerminal();
        Assert.Equal(ExitCode.Ok, await list.RunAsync("--help"));
        Assert.Contains($"\n  {command} ", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_a_version()
    {
        using var terminal = new TestTerminal();
        Assert.Equal(ExitCode.Ok, await terminal.RunAsync("--version"));
        Assert.Matches(@"^\d+\.\d+\.\d+\s*$", terminal.Output);
    }

    [Theory]
    [InlineData("error: Unrecognized command or argument 'talk'", "carillon --help", "talk")]
    [InlineData("error: Required argument 'TYPE' missing for command: 'publish'", "carillon publish --help", "publish", "custom:a")]
    [InlineData("error: Required argument 'SESSION' missing for command: 'show'", "carillon sessions show --help", "sessions", "show")]
    [InlineData("error: --port takes a number from 0 to 65535, not '70000'", "carillon serve --help", "serve", "--port", "70000")]
    [InlineData("error: --agent is for a new session; leave it out with --session", "carillon prompt --help", "prompt", "-s", "x", "-a", "y", "hi")]
    [InlineData("error: Give one of --allow, --always and --deny", "carillon approve --help", "approve", "x", "--allow", "--deny")]
    [InlineData("error: Give one of --cron, --every, --at and --manual", "carillon cron add --help", "cron", "add", "x", "--command", "true")]
    [InlineData("error: Give one of --cron, --every, --at and --manual", "carillon cron add --help", "cron", "add", "x", "--every", "1h", "--manual", "--command", "true")]
    [InlineData("error: Give one of --prompt and --command", "carillon cron add --help", "cron", "add", "x", "--manual")]
    [InlineData("error: Give one of --prompt and --command", "carillon cron add --help", "cron", "add", "x", "--manual", "--prompt", "hi", "--command", "true")]
    [InlineData("error: Name the REQUEST that is answered; 'carillon approve' lists them", "carillon approve --help", "approve", "--allow")]
    public async Task A_line_that_does_not_fit_is_told_in_two_lines(string what, string see, params string[] args)
    {
        using var terminal = new TestTerminal();
        Assert.Equal(ExitCode.Usage, await terminal.RunAsync(args));
        Assert.Equal($"{what}\n hint: See: {see}\n", terminal.Error);
    }

    [Fact]
    public async Task Words_for_approve_that_are_not_known_are_refused_with_those_that_are()
    {
        using var terminal = new TestTerminal();
        Assert.Equal(ExitCode.Usage, await terminal.RunAsync("prompt", "--approve", "maybe", "hi"));
        Assert.Contains("'maybe'", terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sessions")]
    [InlineData("prompt", "hi")]
    [InlineData("tail")]
    [InlineData("publish", "custom:a", "b.c")]
    [InlineData("approve")]
    public async Task A_server_that_does_not_answer_has_a_code_and_a_hint_of_its_own(params string[] args)
    {
        using var terminal = new TestTerminal().With("CARILLON_SERVER", NoServer);
        Assert.Equal(ExitCode.Unreachable, await terminal.RunAsync(args));
        Assert.Equal($"error: No server answers at {NoServer}\n hint: Is it running? Start it with: carillon serve\n", terminal.Error);
    }

    [Theory]
    [InlineData("error: --every takes a span of time such as 90s, 15m, 1h30m or 7d, not '5x'", "--every", "5x")]
    [InlineData("error: --every takes a span of time such as 90s, 15m, 1h30m or 7d, not ''", "--every", "")]
    [InlineData("error: --at takes a time such as 2026-12-24T18:00, 2026-12-24T18:00Z or +2h, not 'soon'", "--at", "soon")]
    [InlineData("error: --var takes NAME=VALUE, not 'x'", "--manual", "--var", "x")]
    [InlineData("error: Clocks in Europe/Berlin do not show '2031-03-30T02:30': they are put forward over it", "--at", "2031-03-30T02:30", "--timezone", "Europe/Berlin")]
    public async Task A_job_that_cannot_be_read_never_reaches_the_server(string what, params string[] more)
    {
        using var terminal = new TestTerminal().With("CARILLON_SERVER", NoServer);
        Assert.Equal(ExitCode.Usage, await terminal.RunAsync(["cron", "add", "x", "--command", "true", .. more]));
        Assert.StartsWith($"{what}\n", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flag_wins_over_the_environment_and_may_leave_out_the_scheme()
    {
        using var terminal = new TestTerminal().With("CARILLON_SERVER", "http://example.invalid:1");
        Assert.Equal(ExitCode.Unreachable, await terminal.RunAsync("sessions", "--server", "127.0.0.1:9"));
        Assert.Contains(NoServer, terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_none_is_a_mistake_of_the_line()
    {
        using var terminal = new TestTerminal();
        Assert.Equal(ExitCode.Usage, await terminal.RunAsync("sessions", "--server", "ftp://a"));
        Assert.StartsWith("error: 'ftp://a' is not the address of a server\n", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prompt_without_words_is_a_mistake()
    {
        using var terminal = new TestTerminal();
        Assert.Equal(ExitCode.Usage, await terminal.RunAsync("  \n", ["prompt"]));
        Assert.StartsWith("error: There is nothing to ask\n", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_that_is_not_json_never_reaches_the_server()
    {
        using var terminal = new TestTerminal();
        Assert.Equal(ExitCode.Usage, await terminal.RunAsync("publish", "custom:a", "b.c", "hello"));
        Assert.StartsWith("error: DATA is not JSON\n", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_a_log_is_a_matter_of_storage()
    {
        using var terminal = new TestTerminal().With("CARILLON_DATA", "/nonexistent/carillon");
        Assert.Equal(ExitCode.Storage, await terminal.RunAsync("verify"));
        Assert.DoesNotContain("   at ", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_an_error_came_from_is_shown_on_demand_only()
    {
        using var terminal = new TestTerminal().With("CARILLON_SERVER", NoServer).With("CARILLON_TRACE", "1");
        await terminal.RunAsync("sessions");
        Assert.Contains("   at ", terminal.Error, StringComparison.Ordinal);
    }
}
