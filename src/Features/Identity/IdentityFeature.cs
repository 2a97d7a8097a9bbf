using Carillon.Contracts.Identity;
using Carillon.Features.Identity.Attempts;
using Carillon.Features.Identity.Jwt;
using Carillon.Features.Identity.Tokens;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Identity;

/// <summary>The room of identity: one authenticator of the configured mode, and what it holds open.</summary>
public sealed class IdentityFeature : IAsyncDisposable
{
    private readonly IAsyncDisposable? _held;

    private IdentityFeature(IAuthenticator authenticator, IAsyncDisposable? held = null)
    {
        Authenticator = authenticator;
        _held = held;
    }

    /// <summary>Finds out who someone is.</summary>
    public IAuthenticator Authenticator { get; }

    /// <summary>Makes the room; keys of an identity provider are fetched when the first token comes.</summary>
    /// <exception cref="TokenFileException">The file of tokens is there and cannot be used.</exception>
    public static IdentityFeature Create(IdentityOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        ArgumentNullException.ThrowIfNull(options);
        var logger = loggers.CreateLogger<Authenticator>();
        switch (options.Mode)
        {
            case IdentityMode.Tokens:
                var book = new TokenBook(options.TokensFile, clock, loggers.CreateLogger<TokenBook>());
                book.Open();
                return new IdentityFeature(new Authenticator(new TokenVerifier(book, clock), new AttemptLimit(clock), logger));
            case IdentityMode.Jwt:
                var jwt = options.Jwt ?? throw new ArgumentException("The jwt mode needs its options.", nameof(options));
                var verifier = new JwtVerifier(jwt, new JwksSource(jwt.JwksUri, clock, loggers.CreateLogger<JwksSource>()), clock);
                return new IdentityFeature(new Authenticator(verifier, new AttemptLimit(clock), logger), verifier);
            default:
                return new IdentityFeature(new DevAuthenticator());
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _held?.DisposeAsync() ?? ValueTask.CompletedTask;
}
