using Carillon.Server.Configuration;
using Carillon.Server.Configuration.Live;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Server.Tests.Configuration.Live;

public sealed class LiveSettingsTests
{
    private readonly LiveSettings _settings = new(new FileSettings(), NullLogger<LiveSettings>.Instance);
    private readonly List<string> _told = [];

    [Fact]
    public async Task Whoever_registered_is_told_in_order_if_its_section_changed_and_one_that_fails_stops_nobody()
    {
        _settings.OnChange(nameof(FileSettings.Agents), file => _told.Add($"agents {file.Agents.Count}"));
        _settings.OnChange(nameof(FileSettings.Approvals), _ => throw new InvalidOperationException("no"));
        _settings.OnChange(nameof(FileSettings.AllowedOrigins), async (file, cancellationToken) =>
        {
            await Task.Yield();
            _told.Add($"origins {file.AllowedOrigins.Count}");
        });
        var patience = _settings.Reading(nameof(FileSettings.Approvals), file => file.Approvals.ExpireAfterSeconds);
        Assert.Equal(120, patience());

        var next = new FileSettings { AllowedOrigins = ["https://a.example"], Approvals = new ApprovalSettings { ExpireAfterSeconds = 7 } };
        await _settings.ApplyAsync(next, new HashSet<string> { "approvals", "allowedOrigins" }, TestContext.Current.CancellationToken);
        await _settings.ApplyAsync(next, new HashSet<string> { "agents" }, TestContext.Current.CancellationToken);

        Assert.Equal(["origins 1", "agents 0"], _told);
        Assert.Equal(7, patience());
    }

    [Fact]
    public void A_section_is_live_and_taken_up_or_neither()
    {
        _settings.OnChange(nameof(FileSettings.Agents), _ => { });
        _settings.OnChange(nameof(FileSettings.Storage), _ => { });
        var fault = Assert.Throws<InvalidOperationException>(_settings.Check).Message;
        Assert.Contains("approvals", fault, StringComparison.Ordinal);
        Assert.Contains("storage", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("agents", fault, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _settings.OnChange("Agent", _ => { }));
    }
}
