using System.Collections.Concurrent;
using PenguinMails.LocalComponents;

namespace PenguinMails.TestKit.Platform;

/// <summary>
/// Codes of development users (RFC 6238, SHA-1, 6 digits, 30 s). A code works once per user, so each is handed out once: the
/// oldest that is still accepted first, and when all of a minute and a half are used, the next one when its time has come.
/// </summary>
public sealed class TotpCodes(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> _used = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _gate = new(1, 1);

    public long CurrentStep => Totp.Step(time.GetUtcNow());

    public async Task<string> NextAsync(DevelopmentUser user)
    {
        await _gate.WaitAsync();
        try
        {
            var step = Math.Max(_used.GetValueOrDefault(user.Email) + 1, CurrentStep);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200), time);
            while (step > CurrentStep + 1)
            {
                await timer.WaitForNextTickAsync();
            }

            _used[user.Email] = step;
            return Totp.CodeOfStep(user.TotpSecret, step);
        }
        finally
        {
            _gate.Release();
        }
    }
}
