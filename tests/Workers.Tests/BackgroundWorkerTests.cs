using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace PenguinMails.Workers.Tests;

[Category("Pure")]
public class BackgroundWorkerTests
{
    [Test]
    public async Task Host_AWorkerThatFailsUnexpectedly_StaysUpAndTheWorkerRunsAgain()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<FailingOnce>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<FailingOnce>());
        using var host = builder.Build();
        await host.StartAsync();
        await host.Services.GetRequiredService<FailingOnce>().RanAgain.WaitAsync(TimeSpan.FromMinutes(3));
        Assert.That(host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested, Is.False);
        await host.StopAsync();
    }

    private sealed class FailingOnce() : BackgroundWorker(new InstantTime(), NullLogger.Instance)
    {
        private readonly TaskCompletionSource _ranAgain = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _hasFailed;

        public Task RanAgain => _ranAgain.Task;

        // The readiness check is covered by the loop like the run itself.
        protected override Task WaitUntilReadyAsync(CancellationToken stoppingToken)
        {
            if (!_hasFailed)
            {
                _hasFailed = true;
                throw new InvalidOperationException("bug");
            }

            return Task.CompletedTask;
        }

        protected override Task<NextRun> RunOnceAsync(CancellationToken stoppingToken)
        {
            _ranAgain.TrySetResult();
            return Task.FromResult(NextRun.Never);
        }
    }
}
