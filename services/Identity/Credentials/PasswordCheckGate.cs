using PenguinMails.Identity.Configuration;

namespace PenguinMails.Identity.Credentials;

/// <summary>
/// Bounds how many passwords are hashed at a time: a hash takes a processor for a tenth of a second, and requests for it cost nothing.
/// Live sessions, and sign-ins from where the user has signed in before, have places of their own, which strangers cannot fill.
/// </summary>
internal sealed class PasswordCheckGate(IOptions<IdentityOptions> options) : IDisposable
{
    /// <summary>When somebody for whom no place was free may try again.</summary>
    public static readonly TimeSpan BusyRetry = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _strangers = new(options.Value.ConcurrentPasswordChecks);
    private readonly SemaphoreSlim _trusted = new(options.Value.ConcurrentPasswordChecks);

    /// <returns>A place, to be disposed after the hash; null when none was free in time.</returns>
    public async Task<IDisposable?> EnterAsync(bool isTrusted, CancellationToken cancellationToken)
    {
        var places = isTrusted ? _trusted : _strangers;
        return await places.WaitAsync(options.Value.PasswordCheckWait, cancellationToken) ? new Place(places) : null;
    }

    public void Dispose()
    {
        _strangers.Dispose();
        _trusted.Dispose();
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
