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

    public long CurrentStep => Totp.Step(time.GetUtcNow());

    /// <summary>Somebody has used the code of that step: the next one is a later one.</summary>
    public void MarkUsed(DevelopmentUser user, long step) => _used.AddOrUpdate(user.Email, step, (_, used) => Math.Max(used, step));

    public async Task<string> NextAsync(DevelopmentUser user)
    {
        var step = _used.AddOrUpdate(user.Email, _ => CurrentStep, (_, used) => Math.Max(used + 1, CurrentStep));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200), time);
        while (step > CurrentStep + 1)
        {
            await timer.WaitForNextTickAsync();
        }

        return Totp.CodeOfStep(user.TotpSecret, step);
    }
}
