using System.Net;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;
using PenguinMails.TestKit.Platform;

namespace PenguinMails.EndToEnd.Tests.Portal;

/// <summary>Makes one audit record after another until it is told to stop: a tenant's owner reads the credentials. While nobody answers, it goes on trying.</summary>
internal sealed class RecordMaker : IAsyncDisposable
{
    private const string Credentials = "/api/v1/tenant/infrastructure/ssh-credentials";
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(60);

    private readonly SignedInUser _owner;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _work;
    private int _made;

    private RecordMaker(SignedInUser owner)
    {
        _owner = owner;
        _work = Task.Run(WorkAsync);
    }

    /// <summary>How many were made for certain: their answers came.</summary>
    public int Made => Volatile.Read(ref _made);

    public static async Task<RecordMaker> StartAsync(DevelopmentUser owner)
    {
        var user = RunningSystem.UserOf(owner);
        await user.AccessTokenAsync();
        return new RecordMaker(user);
    }

    /// <summary>Until so many more were made.</summary>
    public async Task MakeAsync(int more)
    {
        var until = Made + more;
        await Eventually.Async(() => Made >= until, what: $"{until} records");
    }

    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await _work;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _end.Dispose();
    }

    private async Task WorkAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                using var answer = await _owner.SendAsync(HttpMethod.Get, Credentials);
                _made += answer.StatusCode == HttpStatusCode.OK ? 1 : 0;
            }
            catch (HttpRequestException)
            {
                // The gateway is away.
            }

            await Task.Delay(Pace, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
