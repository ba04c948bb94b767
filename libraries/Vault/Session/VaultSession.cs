namespace PenguinMails.Vault.Session;

/// <summary>
/// Keeps one live token for the process: signs in, renews well before the end, signs in again when the token has died or
/// cannot be renewed for long. One loop does all of it; callers only wait for its result.
/// </summary>
internal sealed class VaultSession(IVaultLogin login, TokenRequests tokens, VaultOptions options, TimeProvider time, ILogger log)
    : IVaultLoginState, IAsyncDisposable
{
    private static readonly TimeSpan LoginInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FailureInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RenewRetryInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RevokeLimit = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly AsyncAutoResetEvent _wakeUp = new();
    private readonly TokenWaiters _waiters = new();
    private readonly LoginPause _pause = new(time);
    private readonly Lock _gate = new();
    private volatile LiveToken? _current;
    private long _refusedSince;
    private long _signedInAt;
    private int _disposed;
    private Task? _loop;

    /// <summary>The trouble of the last attempt to sign in; null when it went well.</summary>
    public VaultTrouble? LastTrouble { get; private set; }

    /// <summary>Whether this process holds a token that has not expired.</summary>
    public bool IsSignedIn => _current?.IsExpired(time) == false;

    public DateTimeOffset? RefusedSince => TimeOf(ref _refusedSince);

    public DateTimeOffset? SignedInAt => TimeOf(ref _signedInAt);

    /// <summary>Begins to sign in, so that the first request need not wait for it.</summary>
    public void Start()
    {
        lock (_gate)
        {
            _loop ??= Task.Run(() => KeepAsync(_stop.Token));
        }
    }

    /// <exception cref="VaultUnavailableException">No token, and none to be had now.</exception>
    public async ValueTask<string> GetTokenAsync(CancellationToken cancellationToken)
    {
        if (_current is { } current && !current.IsExpired(time))
        {
            return current.PlainText;
        }

        Start();
        var next = _waiters.Next;
        if (_current is { } arrived && !arrived.IsExpired(time))
        {
            return arrived.PlainText; // between the two looks
        }

        _wakeUp.Set();
        try
        {
            return await next.WaitAsync(options.TotalTimeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new VaultUnavailableException(LastTrouble ?? VaultTrouble.NoCredential);
        }
    }

    /// <summary>Asks Vault whether the token lives.</summary>
    public async Task<bool> IsAliveAsync(string token, CancellationToken cancellationToken) =>
        await tokens.LookUpAsync(token, cancellationToken) is not null;

    /// <summary>Drops this token if it is still the current one, and fetches another.</summary>
    public void Replace(string token)
    {
        lock (_gate)
        {
            if (_current?.PlainText != token)
            {
                return;
            }

            _current = null;
        }

        Log.TokenDied(log);
        _wakeUp.Set();
    }

    // The connection disposes it, and so does the container that hands it out as IVaultLoginState.
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _stop.CancelAsync();
        if (_loop is not null)
        {
            await _loop;
        }

        _stop.Dispose();
    }

    private async Task KeepAsync(CancellationToken stopping)
    {
        var loop = new WorkerLoop(nameof(VaultSession), async token => NextRun.After(await TryRoundAsync(token)), time, log) { WakeUp = _wakeUp };
        await loop.RunAsync(stopping);
        await RevokeAsync();
    }

    /// <summary>Signs in or renews when due. A failure never ends the loop, because without it the service has no token.</summary>
    /// <returns>The time until the next step is due.</returns>
    private async Task<TimeSpan> TryRoundAsync(CancellationToken stopping)
    {
        try
        {
            return _current is { } token && !token.IsExpired(time) && token.CanRenew
                ? await RenewWhenDueAsync(token, stopping)
                : await SignInWhenDueAsync(stopping);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            // For example a delivery folder that may not be read.
            Log.SignInRefused(log, failure.Message);
            Fail(new VaultUnavailableException(VaultTrouble.NoCredential));
            return FailureInterval;
        }
    }

    private async Task<TimeSpan> SignInWhenDueAsync(CancellationToken stopping)
    {
        if (_current is { } token && !token.IsExpired(time) && (token.NeverExpires || token.UntilRenewal(time, 1) > TimeSpan.Zero))
        {
            return token.NeverExpires ? Timeout.InfiniteTimeSpan : token.UntilRenewal(time, 1);
        }

        if (_pause.Left is var left && left > TimeSpan.Zero)
        {
            _waiters.Fail(new VaultUnavailableException(VaultTrouble.LoginRefused));
            return left;
        }

        try
        {
            var fresh = await login.LoginAsync(stopping);
            Log.SignedIn(log, fresh.Lease);
            Telemetry.CountLogin("ok");
            Volatile.Write(ref _signedInAt, time.GetUtcNow().Ticks);
            Publish(fresh);
            return TimeSpan.Zero;
        }
        catch (VaultUnavailableException failure)
        {
            Fail(failure);
            return failure.Trouble == VaultTrouble.LoginRefused ? PauseAfterRefusal() : LoginInterval;
        }
    }

    private TimeSpan PauseAfterRefusal()
    {
        if (Volatile.Read(ref _refusedSince) == 0)
        {
            Volatile.Write(ref _refusedSince, time.GetUtcNow().Ticks);
        }

        var pause = _pause.Begin();
        Log.LoginRefused(log, pause);
        return pause;
    }

    private async Task<TimeSpan> RenewWhenDueAsync(LiveToken token, CancellationToken stopping)
    {
        // Chance spreads the instances of a service that were started together.
        var pause = token.UntilRenewal(time, Random.Shared.NextDouble());
        if (pause > TimeSpan.Zero)
        {
            return pause;
        }

        try
        {
            var renewed = await tokens.RenewAsync(token, stopping);
            Telemetry.CountRenewal(renewed is null ? "refused" : "ok");
            if (renewed is null)
            {
                Replace(token.PlainText);
                return TimeSpan.Zero;
            }

            Publish(renewed);
            return TimeSpan.Zero;
        }
        catch (VaultUnavailableException failure)
        {
            Telemetry.CountRenewal("unavailable");
            Log.RenewalWaits(log, failure.Message);
            var left = token.Lease - time.GetElapsedTime(token.ReceivedAt);
            return left / 4 < RenewRetryInterval ? left / 4 : RenewRetryInterval;
        }
    }

    private static DateTimeOffset? TimeOf(ref long ticks) => Volatile.Read(ref ticks) is > 0 and var at ? new DateTimeOffset(at, TimeSpan.Zero) : null;

    private void Publish(LiveToken token)
    {
        lock (_gate)
        {
            _current = token;
        }

        LastTrouble = null;
        _pause.Reset();
        Volatile.Write(ref _refusedSince, 0);
        _waiters.Succeed(token.PlainText);
    }

    private void Fail(VaultUnavailableException failure)
    {
        if (LastTrouble != failure.Trouble)
        {
            Log.SignInWaits(log, failure.Message);
        }

        LastTrouble = failure.Trouble;
        Telemetry.CountLogin(failure.Trouble.ToString());
        if (failure.Trouble != VaultTrouble.NoCredential)
        {
            _waiters.Fail(failure);
        } // else one may be delivered any moment: the callers wait on
    }

    // The fewer live tokens the better; a Vault that does not answer must not hold up the stop.
    private async Task RevokeAsync()
    {
        if (_current is not { } token || token.IsExpired(time) || login is TokenFileLogin)
        {
            return;
        }

        using var limit = new CancellationTokenSource(RevokeLimit, time);
        try
        {
            await tokens.RevokeAsync(token.PlainText, limit.Token);
        }
        catch (Exception failure) when (failure is VaultUnavailableException or OperationCanceledException)
        {
            Log.NotRevoked(log, failure.Message);
        }
    }
}
