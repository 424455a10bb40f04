package vitrine.bench.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;

/// An echo server: `Echo nio|epoll|io_uring echo PORT`. Runs until it is killed.
public final class Echo {
  private static final int WORKERS = 2;
  private static final int BACKLOG = 4096;

  private Echo() {}

  private record Transport(IoHandlerFactory handlers, Class<? extends ServerChannel> channel) {}

  public static void main(String[] args) throws Exception {
    Transport transport = transport(args[0]);
    new ServerBootstrap()
        .group(new MultiThreadIoEventLoopGroup(WORKERS, transport.handlers))
        .channel(transport.channel)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(new Connections())
        .bind("127.0.0.1", Integer.parseInt(args[2]))
        .sync()
        .channel()
        .closeFuture()
        .sync();
  }

  private static Transport transport(String name) {
    return switch (name) {
      case "nio" -> new Transport(NioIoHandler.newFactory(), NioServerSocketChannel.class);
      case "epoll" -> {
        Epoll.ensureAvailability();
        yield new Transport(EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
      }
      case "io_uring" -> {
        IoUring.ensureAvailability();
        yield new Transport(IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class);
      }
      default -> throw new IllegalArgumentException("no transport " + name);
    };
  }

  private static final class Connections extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      channel.pipeline().addLast(new Back());
    }
  }

  /// What is written fails only when the connection is gone, and then there is nobody to tell.
  @SuppressWarnings("FutureReturnValueIgnored")
  private static final class Back extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.write(message, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close(); // the load generator leaves without a word
    }
  }
}
